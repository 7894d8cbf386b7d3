package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChatIT {
  private Example chat;
  private int port;

  @BeforeEach
  void start() throws Exception {
    chat = Example.start("Chat", "0");
    port = chat.port();
  }

  @AfterEach
  void stop() {
    if (chat != null) {
      chat.close();
    }
  }

  private final class Client implements AutoCloseable {
    final Socket socket;
    final BufferedReader lines;

    Client() throws IOException {
      this(65_536);
    }

    private Client(int receiveBuffer) throws IOException {
      socket = new Socket();
      socket.setReceiveBufferSize(receiveBuffer);
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(hear()).isEqualTo("* your name?");
    }

    Client(String name) throws IOException {
      this(name, 65_536);
    }

    Client(String name, int receiveBuffer) throws IOException {
      this(receiveBuffer);
      say(name);
      assertThat(hear()).startsWith("* here: ");
    }

    void say(String line) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    String hear() throws IOException {
      return lines.readLine();
    }

    boolean hasMore() throws IOException {
      return lines.ready();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void linesReachAllOthersWithTheSpeakersName() throws Exception {
    try (var ann = new Client("ann");
        var bob = new Client("bob");
        var cid = new Client("cid")) {
      assertThat(ann.hear()).isEqualTo("* bob has joined");
      assertThat(ann.hear()).isEqualTo("* cid has joined");
      assertThat(bob.hear()).isEqualTo("* cid has joined");
      ann.say("hällo");
      ann.say("");
      ann.say("all");
      for (var other : new Client[] {bob, cid}) {
        assertThat(other.hear()).isEqualTo("ann: hällo");
        assertThat(other.hear()).isEqualTo("ann: all");
      }
      bob.say("hi");
      assertThat(ann.hear()).isEqualTo("bob: hi");
      assertThat(cid.hear()).isEqualTo("bob: hi");
      cid.close();
      assertThat(ann.hear()).isEqualTo("* cid has left");
      assertThat(bob.hear()).isEqualTo("* cid has left");
    }
  }

  @Test
  void aNameIsAWordAndIsTakenOnce() throws Exception {
    try (var ann = new Client("ann");
        var other = new Client()) {
      other.say("ann");
      assertThat(other.hear()).isEqualTo("* ann is taken; your name?");
      other.say("two words");
      assertThat(other.hear()).startsWith("* a name is one word");
      other.say("bob");
      assertThat(other.hear()).isEqualTo("* here: ann");
      assertThat(ann.hear()).isEqualTo("* bob has joined");
      ann.close();
      assertThat(other.hear()).isEqualTo("* ann has left");
      try (var again = new Client("ann")) {
        assertThat(other.hear()).isEqualTo("* ann has joined");
      }
    }
  }

  @Test
  void oneWhoStopsSpeakingStillHearsWhatWasSaidBefore() throws Exception {
    try (var ann = new Client("ann");
        var bob = new Client()) {
      bob.say("bob\nbye");
      bob.socket.shutdownOutput();
      assertThat(ann.hear()).isEqualTo("* bob has joined");
      assertThat(ann.hear()).isEqualTo("bob: bye");
      assertThat(ann.hear()).isEqualTo("* bob has left");
      assertThat(bob.hear()).isEqualTo("* here: ann");
      assertThat(bob.hear()).isNull();
    }
  }

  @Test
  void oneWhoDoesNotReadMissesLinesAndHoldsUpNobody() throws Exception {
    try (var slow = new Client("slow", 4096);
        var ann = new Client("ann");
        var bob = new Client("bob")) {
      assertThat(ann.hear()).isEqualTo("* bob has joined");
      String filler = "x".repeat(900);
      int said = 0;
      // 9 MB: more than the queue and the buffers of a connection take. Bob hears all of it without
      // delay.
      for (int round = 0; round < 500; round++) {
        for (int i = 0; i < 20; i++) {
          ann.say(said + i + filler);
        }
        for (int i = 0; i < 20; i++) {
          assertThat(bob.hear()).isEqualTo("ann: " + said++ + filler);
        }
      }
      assertThat(slow.hear()).isEqualTo("* ann has joined");
      assertThat(slow.hear()).isEqualTo("* bob has joined");
      int heard = 0;
      int missed = 0;
      while (heard + missed < said) {
        if (!slow.hasMore()) {
          ann.say("what was missed is told with the next line");
          said++;
        }
        String line = slow.hear();
        assertThat(line).as("after %d heard and %d missed", heard, missed).isNotNull();
        if (line.startsWith("* you have missed ")) {
          missed += Integer.parseInt(line.split(" ")[4]);
        } else {
          heard++;
        }
      }
      assertThat(missed).isPositive();
      assertThat(heard + missed).isEqualTo(said);
    }
  }

  @Test
  void aLineThatIsTooLongEndsOnlyItsSpeaker() throws Exception {
    try (var ann = new Client("ann");
        var loud = new Client("loud")) {
      assertThat(ann.hear()).isEqualTo("* loud has joined");
      loud.say("x".repeat(100_000));
      assertThat(ann.hear()).isEqualTo("* loud has left");
    }
    assertThat(chat.err()).isEmpty();
  }

  @Test
  void controlCEndsItCleanly() throws Exception {
    try (var ann = new Client("ann")) {
      chat.interrupt();
      assertThat(chat.exitCode(2)).isEqualTo(130);
      assertThat(chat.out()).endsWith("chat: closed");
      assertThat(chat.err()).isEmpty();
    }
  }

  @Test
  void aPortInUseIsSaidInOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var second = Example.start("Chat", "" + taken.getLocalPort())) {
      assertThat(second.exitCode(60)).isEqualTo(1);
      assertThat(second.err().lines()).hasSize(1);
      assertThat(second.out()).isEmpty();
      assertThat(second.err()).startsWith("Chat: ").contains("in use");
    }
  }
}
