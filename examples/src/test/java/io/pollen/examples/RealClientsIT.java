package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that others have written, against the examples: netcat, socat, python, the JDK's HTTP
/// client, curl through the proxy. [WebServerIT] has curl and wrk against the web server.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealClientsIT {
  @TempDir static Path folder;
  private static Path large;
  private static Example echo;
  private static Example chat;
  private static Example web;
  private static Example proxy;

  @BeforeAll
  static void start() throws Exception {
    Path site = Files.createDirectories(folder.resolve("site"));
    Files.writeString(site.resolve("a.txt"), "aaa");
    byte[] bytes = new byte[3_000_000];
    new Random(3).nextBytes(bytes);
    large = Files.write(site.resolve("large.bin"), bytes);
    echo = Example.start("Echo", "0");
    chat = Example.start("Chat", "0");
    web = Example.start("WebServer", site.toString(), "0");
    proxy = Example.start("Proxy", "0", "127.0.0.1:" + web.port());
  }

  @AfterAll
  static void stop() {
    for (Example example : new Example[] {echo, chat, web, proxy}) {
      if (example != null) {
        example.close();
      }
    }
  }

  private static String port(Example example) throws InterruptedException {
    return Integer.toString(example.port());
  }

  @Test
  void aProgramThatIsMissingIsNamedWithItsPackage() {
    assertThatThrownBy(() -> Example.tool("no-such-program", "-x"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "this test needs 'no-such-program': install it (apt-get install no-such-program)");
  }

  // --- echo

  @Test
  void netcatGetsAFileBackAsItWas() throws Exception {
    assertEchoes("nc", "-N", "127.0.0.1", port(echo));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 999_999})
  void socatGetsAFileBackAsItWas(int block) throws Exception {
    assertEchoes("socat", "-t", "30", "-b", "" + block, "STDIO", "TCP:127.0.0.1:" + port(echo));
  }

  private static void assertEchoes(String... client) throws Exception {
    Path back = Files.createTempFile(folder, "back", "");
    Process process =
        Example.startTool(
            new ProcessBuilder(client)
                .redirectInput(large.toFile())
                .redirectOutput(back.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", List.of(client)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(back).hasSameBinaryContentAs(large);
    } finally {
      process.destroyForcibly();
    }
    echo.awaitOnlyTheListener();
  }

  @Test
  void pythonHoldsManyConnectionsAtOnce() throws Exception {
    String said =
        Example.tool(
            "python3",
            "-c",
            """
            import os, random, selectors, socket, sys
            random.seed(5)
            address = ('127.0.0.1', int(sys.argv[1]))
            class Talk:
              def __init__(self):
                self.socket = socket.create_connection(address)
                self.socket.setblocking(False)
                self.data = os.urandom(random.randrange(1, 300_000))
                self.sent = 0
                self.got = bytearray()
            selector = selectors.DefaultSelector()
            both = selectors.EVENT_READ | selectors.EVENT_WRITE
            talks = [Talk() for i in range(100)]
            for talk in talks:
              selector.register(talk.socket, both, talk)
            left = len(talks)
            while left:
              for key, events in selector.select(20) or sys.exit('nothing comes'):
                talk = key.data
                if events & selectors.EVENT_WRITE and talk.sent < len(talk.data):
                  end = talk.sent + random.randrange(1, 20_000)
                  talk.sent += talk.socket.send(talk.data[talk.sent:end])
                  if talk.sent == len(talk.data):
                    talk.socket.shutdown(socket.SHUT_WR)
                    selector.modify(talk.socket, selectors.EVENT_READ, talk)
                if events & selectors.EVENT_READ:
                  chunk = talk.socket.recv(random.randrange(1, 20_000))
                  talk.got += chunk
                  if not chunk:
                    assert talk.got == talk.data, 'other bytes came back'
                    selector.unregister(talk.socket)
                    talk.socket.close()
                    left -= 1
            print('all are equal')
            """,
            port(echo));
    assertThat(said).isEqualTo("all are equal");
    echo.awaitOnlyTheListener();
  }

  // --- chat

  /// A person at a netcat.
  private static final class Netcat implements AutoCloseable {
    final Process process;
    final BufferedReader heard;

    Netcat(String name) throws Exception {
      process = Example.startTool(new ProcessBuilder("nc", "-N", "127.0.0.1", port(chat)));
      heard = process.inputReader();
      assertThat(heard.readLine()).isEqualTo("* your name?");
      say(name);
      assertThat(heard.readLine()).startsWith("* here: ");
    }

    void say(String line) throws IOException {
      process.outputWriter().append(line).append('\n').flush();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void peopleChatByNetcat() throws Exception {
    try (var ann = new Netcat("ann");
        var bob = new Netcat("bob")) {
      assertThat(ann.heard.readLine()).isEqualTo("* bob has joined");
      bob.say("good morning");
      assertThat(ann.heard.readLine()).isEqualTo("bob: good morning");
      bob.process.outputWriter().close(); // ctrl-D
      assertThat(ann.heard.readLine()).isEqualTo("* bob has left");
      assertThat(bob.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(bob.process.exitValue()).isZero();
    }
  }

  // --- http

  private static HttpRequest.Builder request(String path) throws Exception {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(web) + path))
        .timeout(Duration.ofSeconds(60));
  }

  /// HTTP/2 is what the client would like: it asks for an upgrade, and is content without.
  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void theClientOfTheJdkGetsManyFilesAtOnce(HttpClient.Version version) throws Exception {
    byte[] whole = Files.readAllBytes(large);
    try (var client = HttpClient.newBuilder().version(version).build()) {
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String path = i % 10 == 0 ? "/large.bin" : i % 10 == 1 ? "/missing" : "/a.txt";
        answers.add(client.sendAsync(request(path).build(), BodyHandlers.ofByteArray()));
      }
      for (int i = 0; i < answers.size(); i++) {
        HttpResponse<byte[]> answer = answers.get(i).get();
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.statusCode()).isEqualTo(i % 10 == 1 ? 404 : 200);
        switch (i % 10) {
          case 0 -> assertThat(answer.body()).isEqualTo(whole);
          case 1 -> assertThat(answer.body()).isNotEmpty();
          default -> assertThat(answer.body()).asString().isEqualTo("aaa");
        }
      }
    }
    web.awaitOnlyTheListener();
  }

  @Test
  void theClientOfTheJdkUsesAConnectionAgainForEveryKindOfRequest() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 50; i++) {
        var head =
            client.send(
                request("/large.bin").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue(3_000_000);
        assertThat(head.body()).isEmpty();
        var post =
            client.send(
                request("/a.txt").POST(HttpRequest.BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(client.send(request("/a.txt").build(), BodyHandlers.ofString()).body())
            .isEqualTo("aaa");
      }
    }
  }

  @Test
  void curlGetsFilesThroughTheProxy() throws Exception {
    Path copy = folder.resolve("copy.bin");
    String site = "http://127.0.0.1:" + port(proxy);
    assertThat(
            Example.tool(
                "curl", "-sS", "-o", copy.toString(), "-w", "%{http_code}", site + "/large.bin"))
        .isEqualTo("200");
    assertThat(copy).hasSameBinaryContentAs(large);
    assertThat(Example.tool("curl", "-sS", site + "/a.txt")).isEqualTo("aaa");
  }
}
