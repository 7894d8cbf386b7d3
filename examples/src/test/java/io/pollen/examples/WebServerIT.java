package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pollen.examples.Http.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the web server answers: against curl, wrk and hand-made requests. [WebServerProcessIT] has
/// its start, its limits and its end.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebServerIT {
  private static final String SECRET = "nobody may see this";

  @TempDir static Path folder;
  private static Path site;
  private static byte[] large;
  private static Example server;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    site = Files.createDirectories(folder.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<h1>home</h1>\n");
    Files.writeString(site.resolve("a.txt"), "aaa");
    Files.writeString(site.resolve("b.css"), "b {}");
    Files.writeString(site.resolve("späte käfer.txt"), "ä");
    Files.writeString(site.resolve(".hidden"), SECRET);
    Files.createFile(site.resolve("empty.bin"));
    Files.createDirectories(site.resolve("plain/sub"));
    Files.writeString(site.resolve("plain/<i>&\".txt"), "odd");
    large = new byte[300_000];
    new Random(1).nextBytes(large);
    Files.write(site.resolve("large.bin"), large);
    Files.writeString(folder.resolve("secret.txt"), SECRET);
    Files.createSymbolicLink(site.resolve("link.txt"), folder.resolve("secret.txt"));
    Files.createSymbolicLink(site.resolve("up"), folder);
    Files.createSymbolicLink(site.resolve("loop"), site.resolve("loop"));
    Files.createSymbolicLink(site.resolve("inner.txt"), site.resolve("a.txt"));
    server = Example.start("WebServer", site.toString(), "0");
    port = server.port();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private static Reply one(String request) throws IOException {
    try (var http = new Http(port)) {
      return http.send(request).reply();
    }
  }

  // --- files

  @ParameterizedTest
  @CsvSource({
    "/, 14, text/html; charset=utf-8",
    "/index.html, 14, text/html; charset=utf-8",
    "/a.txt, 3, text/plain; charset=utf-8",
    "/a.txt?query=/../x, 3, text/plain; charset=utf-8",
    "/%61.txt, 3, text/plain; charset=utf-8",
    "/inner.txt, 3, text/plain; charset=utf-8",
    "/b.css, 4, text/css; charset=utf-8",
    "/empty.bin, 0, application/octet-stream",
    "/sp%C3%A4te%20k%C3%A4fer.txt, 2, text/plain; charset=utf-8",
    "/large.bin, 300000, application/octet-stream",
  })
  void servesFilesToCurlWithTypeAndLength(String path, int length, String type) throws Exception {
    Path body = folder.resolve("body");
    String said =
        Example.tool(
            "curl", "-sS", "-o", body.toString(), "-w", "%{http_code} %{content_type}", url(path));
    assertThat(said).isEqualTo("200 " + type);
    assertThat(Files.size(body)).isEqualTo(length);
  }

  @Test
  void aLargeFileArrivesByteForByte() throws Exception {
    Path copy = folder.resolve("copy.bin");
    assertThat(Example.tool("curl", "-sS", "-o", copy.toString(), url("/large.bin"))).isEmpty();
    assertThat(Files.readAllBytes(copy)).isEqualTo(large);
  }

  @Test
  void headTellsTheLengthAndSendsNoBody() throws Exception {
    try (var http = new Http(port)) {
      for (String path : new String[] {"/a.txt", "/large.bin", "/missing"}) {
        http.send("HEAD " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
        Reply head = http.replyToHead();
        Reply get = http.send(Http.get(path)).reply();
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
        assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
      }
    }
    assertThat(Example.tool("curl", "-sSI", url("/large.bin"))).contains("Content-Length: 300000");
  }

  @Test
  void aFolderWithoutIndexIsListedUnderItsNameWithASlash() throws Exception {
    Reply moved = one(Http.get("/plain"));
    assertThat(moved.status()).isEqualTo(301);
    assertThat(moved.header("location")).isEqualTo("/plain/");
    Reply listing = one(Http.get("/plain/"));
    assertThat(listing.status()).isEqualTo(200);
    assertThat(listing.text())
        .contains("<a href=\"/plain/%3Ci%3E&amp;%22.txt\">&lt;i&gt;&amp;&quot;.txt</a>")
        .contains("<a href=\"/plain/sub/\">sub/</a>")
        .doesNotContain("<i>");
    assertThat(one(Http.get("/plain/%3Ci%3E&%22.txt")).text()).isEqualTo("odd");
  }

  @Test
  void aChangedFileIsSeenSoon() throws Exception {
    Path file = site.resolve("changing.txt");
    Files.writeString(file, "old");
    assertThat(one(Http.get("/changing.txt")).text()).isEqualTo("old");
    Files.writeString(file, "new text");
    try (var http = new Http(port)) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            while (!http.send(Http.get("/changing.txt")).reply().text().equals("new text")) {
              Thread.onSpinWait();
            }
          });
    }
  }

  // --- what must not be served

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/plain/../../secret.txt",
        "/plain/..",
        "/..",
        "/./a.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/plain/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%252e%252e/secret.txt",
        "//etc/passwd",
        "///etc/passwd",
        "/%2fetc/passwd",
        "//a.txt",
        "/plain//a.txt",
        "/link.txt",
        "/up/secret.txt",
        "/up/",
        "/loop",
        "/.hidden",
        "/plain/.hidden",
        "/a.txt%00.html",
        "/%00",
        "/a.txt/",
        "/a.txt/b",
        "/missing",
        "/%",
        "/%4",
        "/%zz",
        "/%+1",
        "/a.txt#x",
        "/%ff",
        "http://test/../secret.txt",
        "secret.txt",
        "*",
      })
  void nothingOutsideOfTheFolderIsServed(String target) throws Exception {
    Reply reply = one(Http.get(target));
    assertThat(reply.status()).isIn(400, 403, 404);
    assertThat(reply.text()).isEqualTo(reply.status() == 400 ? "400 Bad Request\n" : reply.text());
    assertThat(reply.text()).doesNotContain(SECRET).doesNotContain("root:");
  }

  @Test
  void aVeryLongNameIsNotFound() throws Exception {
    assertThat(one(Http.get("/" + "x".repeat(5000))).status()).isEqualTo(404);
  }

  @Test
  void curlCannotLeaveTheFolder() throws Exception {
    String status =
        Example.tool(
            "curl",
            "-sS",
            "--path-as-is",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            url("/../../../../etc/passwd"));
    assertThat(status).isIn("400", "403", "404");
  }

  // --- the protocol

  @Test
  void oneConnectionServesManyRequests() throws Exception {
    String said =
        Example.tool("curl", "-sSv", url("/a.txt"), url("/b.css"), url("/missing"), url("/a.txt"));
    assertThat(said).contains("aaa", "b {}", "404 Not Found");
    assertThat(said.split("Re-using existing connection|Reusing existing connection", -1))
        .hasSize(4);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    var burst = new StringBuilder();
    int rounds = 20;
    for (int i = 0; i < rounds; i++) {
      burst.append(Http.get("/a.txt"));
      burst.append("HEAD /b.css HTTP/1.1\r\nHost: test\r\n\r\n");
      burst.append(Http.get("/missing" + i));
      burst.append(Http.get("/large.bin"));
      burst.append("PUT /a.txt HTTP/1.1\r\nHost: test\r\n\r\n");
    }
    try (var http = new Http(port)) {
      http.send(burst.toString());
      for (int i = 0; i < rounds; i++) {
        assertThat(http.reply().text()).isEqualTo("aaa");
        assertThat(http.replyToHead().header("content-length")).isEqualTo("4");
        assertThat(http.reply().status()).isEqualTo(404);
        assertThat(http.reply().body()).isEqualTo(large);
        assertThat(http.reply().status()).isEqualTo(405);
      }
      assertThat(http.send(Http.get("/b.css")).reply().text()).isEqualTo("b {}");
    }
  }

  @Test
  void aRequestMayArriveByteByByte() throws Exception {
    try (var http = new Http(port)) {
      for (char c : ("\r\n" + Http.get("/a.txt") + Http.get("/b.css")).toCharArray()) {
        http.send(Character.toString(c));
      }
      assertThat(http.reply().text()).isEqualTo("aaa");
      assertThat(http.reply().text()).isEqualTo("b {}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // version, Connection:, what the server says, whether it goes on
    "HTTP/1.1, '', '', true",
    "HTTP/1.1, keep-alive, '', true",
    "HTTP/1.1, close, close, false",
    "HTTP/1.1, 'TE, Close', close, false",
    "HTTP/1.0, '', close, false",
    "HTTP/1.0, Keep-Alive, keep-alive, true",
    "HTTP/1.0, 'keep-alive, close', close, false",
    "HTTP/1.7, '', '', true",
  })
  void aConnectionLivesAsLongAsTheClientWants(
      String version, String connection, String said, boolean goesOn) throws Exception {
    try (var http = new Http(port)) {
      String request =
          "GET /a.txt "
              + version
              + "\r\nHost: test\r\n"
              + (connection.isEmpty() ? "" : "Connection: " + connection + "\r\n")
              + "\r\n";
      Reply reply = http.send(request).reply();
      assertThat(reply.text()).isEqualTo("aaa");
      assertThat(reply.header("connection")).isEqualTo(said);
      if (goesOn) {
        assertThat(http.send(request).reply().text()).isEqualTo("aaa");
      } else {
        http.assertClosed();
      }
    }
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        arguments(400, "GET / HTTP/1.1\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n"),
        arguments(400, "GET /\u007f HTTP/1.1\r\nHost: a\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\nHost: a\n\n"),
        arguments(400, "GET / HTTP/1.1\rHost: a\r\r"),
        arguments(400, "GET /\r\n\r\n"),
        arguments(400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        arguments(400, "GET / / HTTP/1.1\r\nHost: a\r\n\r\n"),
        arguments(400, "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        arguments(400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
        arguments(400, "GET / HTTP/1.11\r\nHost: a\r\n\r\n"),
        arguments(400, "GET a.txt HTTP/1.1\r\nHost: a\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
        arguments(400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n"),
        arguments(
            400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"),
        arguments(
            400,
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
        arguments(400, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        arguments(411, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
        arguments(501, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
        arguments(505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
        arguments(505, "GET / HTTP/0.9\r\nHost: a\r\n\r\n"),
        arguments(405, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"),
        arguments(405, "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
        arguments(200, "GET /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void whatCannotBeServedIsAnsweredAndTheConnectionClosed(int status, String request)
      throws Exception {
    try (var http = new Http(port)) {
      http.send(request);
      http.send("GET /b.css HTTP/1.1\r\nHost: this is no request, but a body\r\n\r\n");
      http.socket.shutdownOutput();
      Reply reply = http.reply();
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(reply.body()).isNotEmpty();
      http.assertClosed();
    }
  }

  @ParameterizedTest
  @CsvSource({"405, POST", "405, DELETE", "405, OPTIONS", "501, BREW"})
  void aMethodThatIsNotServedLeavesTheConnectionOpen(int status, String method) throws Exception {
    try (var http = new Http(port)) {
      Reply reply =
          http.send(method + " /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").reply();
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("allow")).isEqualTo(status == 405 ? "GET, HEAD" : "");
      assertThat(http.send(Http.get("/a.txt")).reply().text()).isEqualTo("aaa");
    }
  }

  @Test
  void aHeadThatIsTooLongIsRefused() throws Exception {
    try (var http = new Http(port)) {
      http.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000));
      assertThat(http.reply().status()).isEqualTo(431);
      http.assertClosed();
    }
    String said = Example.tool("curl", "-sS", "-H", "X: " + "x".repeat(20_000), url("/"));
    assertThat(said).isEqualTo("431 Request Header Fields Too Large");
    assertThat(one("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(8_000) + "\r\n\r\n").status())
        .isEqualTo(200);
  }

  @Test
  void anUploadIsRefusedAndTheClientHearsOfIt() throws Exception {
    String status =
        Example.tool(
            "curl",
            "-sS",
            "-T",
            site.resolve("large.bin").toString(),
            "-w",
            "%{http_code}",
            url("/x"));
    assertThat(status).contains("405");
    assertThat(site.resolve("x")).doesNotExist();
  }

  @Test
  void clientsThatVanishOrDoNotReadDisturbNobodyAndLeaveNothingOpen() throws Exception {
    assertThat(one(Http.get("/large.bin")).body()).isEqualTo(large);
    var lazy = new ArrayList<Http>();
    try {
      for (int i = 0; i < 50; i++) {
        var http = new Http(port);
        lazy.add(http);
        http.send(Http.get("/large.bin").repeat(50)); // and never reads
        var gone = new Http(port);
        gone.send(Http.get("/large.bin"));
        gone.socket.setSoLinger(true, 0); // a reset
        gone.close();
      }
      assertThat(one(Http.get("/large.bin")).body()).isEqualTo(large);
    } finally {
      for (Http http : lazy) {
        http.close();
      }
    }
    assertThat(one(Http.get("/a.txt")).text()).isEqualTo("aaa");
    server.awaitOnlyTheListener();
    assertThat(server.err()).isEmpty();
  }

  // --- load

  @ParameterizedTest
  @CsvSource({"64, /", "1000, /", "64, /large.bin"})
  void servesWrkWithoutAnError(int connections, String path) throws Exception {
    String said =
        Example.tool("wrk", "-t2", "-d2s", "--timeout", "10s", "-c" + connections, url(path));
    assertThat(said)
        .contains("Requests/sec")
        .doesNotContain("Socket errors")
        .doesNotContain("Non-2xx");
    assertThat(said).doesNotContain(" 0 requests in");
    assertThat(server.err()).isEmpty();
  }
}
