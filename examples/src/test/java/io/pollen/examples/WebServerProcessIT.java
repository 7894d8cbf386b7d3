package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The web server as a process: how it starts, what it does at its limits, how it ends.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebServerProcessIT {
  @TempDir Path site;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(site.resolve("a.txt"), "aaa");
    Files.writeString(site.resolve("b.css"), "b {}");
    Files.write(site.resolve("large.bin"), new byte[300_000]);
  }

  // --- time and limits

  @Test
  void aSilentClientIsDisconnectedAndADribblingOneIsToldSo() throws Exception {
    try (var hasty = Example.start("WebServer", site.toString(), "0", "1")) {
      int port = hasty.port();
      try (var silent = new Http(port);
          var dribbling = new Http(port);
          var idle = new Http(port)) {
        assertThat(idle.send(Http.get("/a.txt")).reply().text()).isEqualTo("aaa");
        dribbling.send("GET / HT");
        assertThat(dribbling.reply().status()).isEqualTo(408);
        dribbling.assertClosed();
        silent.assertClosed();
        idle.assertClosed();
      }
      assertThat(hasty.isAlive()).isTrue();
    }
  }

  @Test
  void goesOnWhenThereAreNoDescriptorsLeft() throws Exception {
    try (var poor = Example.startWithDescriptors(80, "WebServer", site.toString(), "0")) {
      int port = poor.port();
      var crowd = new ArrayList<Http>();
      try {
        var first = new Http(port);
        crowd.add(first);
        assertThat(first.send(Http.get("/a.txt")).reply().text()).isEqualTo("aaa");
        for (int i = 0; i < 100; i++) {
          crowd.add(new Http(port));
        }
        poor.awaitErr("cannot accept");
        assertThat(first.send(Http.get("/a.txt")).reply().status()).isIn(200, 503);
      } finally {
        for (Http http : crowd) {
          http.close();
        }
      }
      try (var later = new Http(port)) {
        assertThat(later.send(Http.get("/a.txt")).reply().status()).isIn(200, 503);
        assertThat(later.send(Http.get("/b.css")).reply().text()).isEqualTo("b {}");
      }
      assertThat(poor.err().lines())
          .as("said once, however often it was met")
          .singleElement(STRING)
          .startsWith("WebServer: cannot accept: ");
    }
  }

  @Test
  void controlCEndsItCleanly() throws Exception {
    try (var server = Example.start("WebServer", site.toString(), "0");
        var busy = new Http(server.port());
        var idle = new Http(server.port())) {
      busy.send(Http.get("/large.bin").repeat(100)); // and does not read
      assertThat(idle.send(Http.get("/a.txt")).reply().text()).isEqualTo("aaa");
      server.interrupt();
      assertThat(server.exitCode(2)).isEqualTo(130);
      assertThat(server.out()).endsWith("web server: closed");
      assertThat(server.err()).isEmpty();
      idle.assertClosed();
    }
  }

  // --- mistakes of a user

  @Test
  void aPortInUseIsSaidInOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var second = Example.start("WebServer", site.toString(), "" + taken.getLocalPort())) {
      assertThat(second.exitCode(60)).isEqualTo(1);
      assertThat(second.err().lines()).hasSize(1);
      assertThat(second.out()).isEmpty();
      assertThat(second.err())
          .startsWith("WebServer: ")
          .contains("in use")
          .contains("" + taken.getLocalPort());
    }
  }

  @Test
  void aMissingFolderIsSaidInOneLine() throws Exception {
    try (var lost = Example.start("WebServer", site.resolve("nowhere").toString(), "0")) {
      assertThat(lost.exitCode(60)).isEqualTo(1);
      assertThat(lost.err())
          .isEqualTo("WebServer: " + site.resolve("nowhere") + " is not a folder");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ". 70000", ". 1 0"})
  void wrongArgumentsShowTheUsage(String arguments) throws Exception {
    try (var wrong =
        Example.start("WebServer", arguments.isEmpty() ? new String[0] : arguments.split(" "))) {
      assertThat(wrong.exitCode(60)).isEqualTo(2);
      assertThat(wrong.err()).isEqualTo("usage: WebServer DIR PORT [IDLE_SECONDS]");
    }
  }
}
