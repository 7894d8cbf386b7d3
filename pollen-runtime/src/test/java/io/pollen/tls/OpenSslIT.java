package io.pollen.tls;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.io.Lines;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against another implementation: openssl's client and server, and curl.
class OpenSslIT {
  private static final Pattern PORT = Pattern.compile("ACCEPT .*:(\\d+)");
  private static final String AUTHORITY = Certificates.get().authority().toString();

  @TempDir static Path folder;

  private AsyncRuntime runtime;
  private TcpListener listener;

  @BeforeEach
  void listen() throws Exception {
    runtime = AsyncRuntime.builder().workerThreads(2).build();
    listener = runtime.blockOn(TcpListener.bind("127.0.0.1", 0));
  }

  @AfterEach
  void close() {
    listener.close();
    runtime.close();
  }

  private int port() throws IOException {
    return listener.localAddress().getPort();
  }

  /// Answers each line with itself in capitals, until the client ends.
  private Future<Void> shout(TlsServer server) {
    return async(() -> {
      while (true) {
        TcpStream socket = await(listener.accept());
        spawn(shout(server, socket));
      }
    });
  }

  private static Future<Void> shout(TlsServer server, TcpStream socket) {
    return async(() -> {
      try (TlsStream stream = await(server.accept(socket))) {
        Lines lines = stream.lines(1_000);
        for (Optional<String> line = await(lines.next());
            line.isPresent();
            line = await(lines.next())) {
          await(stream.writeAll(TlsPair.bytes("<" + line.get().toUpperCase() + ">\n")));
        }
        await(stream.shutdown());
      }
    });
  }

  private Tool client(String... more) throws IOException {
    String[] command = {
      "openssl",
      "s_client",
      "-connect",
      "127.0.0.1:" + port(),
      "-servername",
      "localhost",
      "-CAfile",
      AUTHORITY,
      "-verify_return_error",
      "-verify_hostname",
      "localhost"
    };
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return Tool.start(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void opensslsClientSpeaksWithTheServer(String version) throws Exception {
    var serving =
        runtime.spawn(shout(Certificates.newServer().applicationProtocols("echo").build()));
    try (Tool client = client(version, "-alpn", "other,echo")) {
      client.await("Verify return code: 0 (ok)");
      client.say("hello\n");
      client.await("<HELLO>");
      client.say("Q\n"); // quits with close_notify
      assertThat(client.awaitEnd()).contains("ALPN protocol: echo");
    }
    serving.abort();
  }

  @Test
  void newKeysAreAnsweredAndUsed() throws Exception {
    var serving = runtime.spawn(shout(Certificates.newServer().build()));
    try (Tool client = client("-tls1_3")) {
      client.await("Verify return code: 0 (ok)");
      for (int round = 0; round < 3; round++) {
        client.say("k\n"); // new keys for what the client sends
        client.await("KEYUPDATE", 2 * round + 1); // of what it reads at once it obeys the first
        client.say("K\n"); // and for what the server sends
        client.await("KEYUPDATE", 2 * round + 2);
        client.say("round " + round + "\n");
        client.await("<ROUND " + round + ">");
      }
      client.say("Q\n");
      client.awaitEnd();
    }
    serving.abort();
  }

  @Test
  void aRenegotiationIsAnsweredWhileTheServerReads() throws Exception {
    var serving = runtime.spawn(shout(Certificates.newServer().build()));
    try (Tool client = client("-tls1_2", "-legacy_renegotiation")) {
      client.await("Verify return code: 0 (ok)");
      client.say("R\n");
      client.await("RENEGOTIATING");
      client.say("after\n");
      client.await("<AFTER>");
      client.say("Q\n");
      client.awaitEnd();
    }
    serving.abort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void opensslsClientResumesItsSession(String version) throws Exception {
    var serving = runtime.spawn(shout(Certificates.newServer().build()));
    String session = folder.resolve("session" + version).toString();
    try (Tool first = client(version, "-sess_out", session)) {
      first.say("one\n");
      assertThat(first.await("<ONE>")).contains("New, TLSv1");
      first.say("Q\n");
      first.awaitEnd();
    }
    assertThat(Path.of(session)).exists();
    try (Tool second = client(version, "-sess_in", session)) {
      second.say("two\n");
      assertThat(second.await("<TWO>")).contains("Reused, TLSv1");
      second.say("Q\n");
      second.awaitEnd();
    }
    serving.abort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void opensslsClientIsShownTheCertificateOfTheHostItAsksFor(String version) throws Exception {
    Certificates.Identity one = Certificates.of("one.test");
    Certificates.Identity wild = Certificates.of("*.wild.test");
    var server =
        Certificates.newServer()
            .identity("one.test", one.chain(), one.key())
            .identity("*.wild.test", wild.chain(), wild.key())
            .applicationProtocols("echo")
            .build();
    var serving = runtime.spawn(shout(server));
    String session = folder.resolve("of-one" + version).toString();
    assertThat(shown(version, "one.test", "-sess_out", session)).contains("subject=CN = one.test");
    assertThat(shown(version, "a.wild.test")).contains("subject=CN = _.wild.test");
    assertThat(shown(version, "else.test")).contains("subject=CN = server");
    assertThat(shown(version, "one.test", "-sess_in", session)).contains("Reused, TLSv1");
    // A session with one host is none with another.
    assertThat(shown(version, "a.wild.test", "-sess_in", session))
        .contains("New, TLSv1", "subject=CN = _.wild.test");
    serving.abort();
  }

  /// With a certificate for both hosts, too: the second one may be another's. Openssl's client
  /// offers the session to whom it is told.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSessionIsResumedWithItsHostOnly(boolean hasDefault) throws Exception {
    Certificates.Identity one = Certificates.of("one.test");
    Certificates.Identity wild = Certificates.of("*.wild.test");
    TlsServer.Builder builder =
        (hasDefault ? Certificates.newServer() : TlsServer.builder())
            .identity("one.test", one.chain(), one.key())
            .identity("*.wild.test", wild.chain(), wild.key())
            .applicationProtocols("echo");
    var serving = runtime.spawn(shout(builder.build()));
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      String session = folder.resolve("of-a" + version + hasDefault).toString();
      shown(version, "a.wild.test", "-sess_out", session);
      assertThat(shown(version, "a.wild.test", "-sess_in", session)).contains("Reused, TLSv1");
      shown(version, "a.wild.test", "-sess_out", session);
      assertThat(shown(version, "b.wild.test", "-sess_in", session))
          .contains("New, TLSv1", "subject=CN = _.wild.test");
    }
    String session = folder.resolve("by-id" + hasDefault).toString();
    shown("-tls1_2", "a.wild.test", "-no_ticket", "-sess_out", session);
    assertThat(shown("-tls1_2", "a.wild.test", "-no_ticket", "-sess_in", session))
        .contains("Reused, TLSv1");
    assertThat(shown("-tls1_2", "one.test", "-no_ticket", "-sess_in", session))
        .contains("New, TLSv1", "subject=CN = one.test");
    serving.abort();
  }

  private String shown(String version, String host, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl", "s_client", "-connect", "127.0.0.1:" + port(), "-CAfile", AUTHORITY));
    command.addAll(List.of("-verify_return_error", "-servername", host, version, "-alpn", "echo"));
    command.addAll(List.of(more));
    try (Tool client = Tool.start(command.toArray(String[]::new))) {
      client.say("hello\n");
      client.await("<HELLO>"); // the ticket comes before
      client.say("Q\n");
      String all = client.awaitEnd();
      assertThat(all).contains("ALPN protocol: echo");
      return all;
    }
  }

  private static int port(Tool server) throws InterruptedException {
    Matcher port = PORT.matcher(server.await("ACCEPT "));
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  private static Tool server(Certificates.Identity identity, String... more) {
    String[] command = {
      "openssl",
      "s_server",
      "-accept",
      "127.0.0.1:0",
      "-cert",
      identity.chain().toString(),
      "-key",
      identity.key().toString()
    };
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return Tool.start(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void theClientSpeaksWithOpensslsServer(String version) throws Exception {
    try (Tool server = server(Certificates.get().server(), version, "-rev", "-alpn", "echo")) {
      int port = port(server);
      TlsClient tls = Certificates.newClient().applicationProtocols("echo").build();
      String answer =
          runtime.blockOn(
              async(() -> {
                TcpStream socket = await(TcpStream.connect("127.0.0.1", port));
                try (TlsStream stream = await(tls.connect(socket, "localhost", port))) {
                  await(stream.writeAll(TlsPair.bytes("stressed\n")));
                  String line = await(stream.lines(100).next()).orElseThrow();
                  await(stream.shutdown());
                  return line + " " + stream.applicationProtocol().orElseThrow();
                }
              }));
      assertThat(answer).isEqualTo("desserts echo");
    }
  }

  @Test
  void opensslsServerIsRefusedForAnotherHost() throws Exception {
    try (Tool server = server(Certificates.get().other(), "-rev")) {
      int port = port(server);
      TlsClient tls = Certificates.newClient().build();
      Future<TlsStream> connecting =
          async(() -> await(tls.connect(await(TcpStream.connect("127.0.0.1", port)), "localhost")));
      assertThatThrownBy(() -> runtime.blockOn(connecting))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("does not fit");
      server.await("certificate unknown");
    }
  }

  @Test
  void curlReadsAPage() throws Exception {
    byte[] body = "hello over TLS\n".repeat(10_000).getBytes();
    TlsServer tls = Certificates.newServer().applicationProtocols("http/1.1").build();
    var serving =
        runtime.spawn(
            async(() -> {
              TcpStream socket = await(listener.accept());
              try (TlsStream stream = await(tls.accept(socket))) {
                Lines head = stream.lines(8_000);
                while (!await(head.next()).orElse("").isEmpty()) {}
                String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
                await(stream.writeAll(TlsPair.bytes(answer), ByteBuffer.wrap(body)));
                await(stream.shutdown());
              }
            }));
    Path page = folder.resolve("page");
    Tool.run(
        "curl",
        "-sS",
        "--cacert",
        AUTHORITY,
        "--resolve",
        "localhost:" + port() + ":127.0.0.1",
        "-o",
        page.toString(),
        "https://localhost:" + port() + "/");
    assertThat(Files.readAllBytes(page)).isEqualTo(body);
    runtime.blockOn(serving);
  }
}
