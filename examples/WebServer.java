// Serves the files of a folder over HTTP/1.1.
//
//   ./pollen run examples/WebServer.java DIR PORT [IDLE_SECONDS]
//
// GET and HEAD, keep-alive and pipelining, index.html or a listing for folders. Names that begin with a dot are not
// served, nor is anything outside of DIR, also not through a symbolic link.

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.combine.Shared;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;

/// The longest request head that is accepted.
static final int HEAD_LIMIT = 8 * 1024;

/// Files up to this size are kept in memory for a second, larger ones are read and sent in pieces of it.
static final int PIECE = 128 * 1024;

/// Answers that are kept at once: at most 32 MB.
static final int KEPT = 256;

/// Answers to pipelined requests are gathered up to this size, and then written at once.
static final int BURST = 64 * 1024;

/// What a client may still send, and how long, after an answer that ends the connection, before it is cut.
static final int LINGER_BYTES = 1 << 20;

static final Duration LINGER = Duration.ofSeconds(1);

Path root;
Duration idle = Duration.ofSeconds(30);

/// The answers of the current second, by path; many requests for one file read it once.
final Map<String, Shared<Answer>> answers = new ConcurrentHashMap<>();

void main(String[] args) throws Exception {
  if (args.length < 2 || args.length > 3 || !args[1].matches("\\d{1,5}") || Integer.parseInt(args[1]) > 65_535) {
    fail(2, "usage: WebServer DIR PORT [IDLE_SECONDS]");
  }
  if (args.length == 3) {
    if (!args[2].matches("[1-9]\\d{0,5}")) fail(2, "usage: WebServer DIR PORT [IDLE_SECONDS]");
    idle = Duration.ofSeconds(Integer.parseInt(args[2]));
  }
  if (!Files.isDirectory(Path.of(args[0]))) {
    fail(1, "WebServer: " + args[0] + " is not a folder");
  }
  root = Path.of(args[0]).toRealPath();
  try {
    run(() -> await(serve(Integer.parseInt(args[1]))));
  } catch (IOException e) {
    fail(1, "WebServer: " + e.getMessage());
  }
}

void fail(int code, String message) {
  System.err.println(message);
  System.exit(code);
}

Future<Void> serve(int port) {
  return async(
      () -> {
        var listener = await(TcpListener.bind("127.0.0.1", port));
        try (listener) {
          IO.println("serving " + root + " on http://127.0.0.1:" + listener.localAddress().getPort() + "/");
          spawn(forgetEverySecond());
          // When no descriptor is left it says so, once, and goes on when there is one again.
          var connections = listener.incoming(e -> System.err.println("WebServer: cannot accept: " + e.getMessage()));
          while (true) {
            spawn(using(await(connections.next()), client -> await(converse(client))));
          }
        } finally {
          IO.println("web server: closed");
        }
      });
}

Future<Void> forgetEverySecond() {
  return async(
      () -> {
        var second = interval(Duration.ofSeconds(1));
        while (true) {
          await(second.tick());
          answers.clear();
        }
      });
}

// --- a connection ---------------------------------------------------------------------------------------------------

/// Answers the requests of one connection, in order, until one of both sides closes it.
Future<Void> converse(TcpStream client) {
  return async(
      () -> {
        var in = ByteBuffer.allocate(HEAD_LIMIT).limit(0);
        var out = new Burst();
        try {
          try {
            for (boolean open = true; open; ) {
              var head = takeHead(in);
              if (head == null) { // everything that has arrived is answered
                await(send(client, out));
                head = await(readHead(client, in));
                if (head == null) return;
              }
              var request = Request.parse(head);
              var answer = request.refused() != 0 ? Answer.error(request.refused()) : await(answer(request.path()));
              out.add(answer, request);
              if (answer.rest() != null && !request.isHead()) {
                await(sendFile(client, out, answer.rest()));
              } else if (out.size >= BURST) {
                await(send(client, out));
              }
              open = request.keepAlive();
            }
          } catch (Refusal e) {
            out.add(Answer.error(e.status), Request.UNREADABLE);
          }
          await(send(client, out));
          await(hangUp(client, in));
        } catch (IOException | TimeoutException e) {
          // The connection is broken, or the other end does not read: nothing is left to do for it.
        }
      });
}

/// Waits for a whole request head; null when there will be none.
Future<String> readHead(TcpStream client, ByteBuffer in) {
  var untilComplete =
      async(
          () -> {
            String head;
            do {
              if (in.remaining() == HEAD_LIMIT) throw new Refusal(431);
              in.compact();
              try {
                if (await(client.read(in)) < 0) return null;
              } finally {
                in.flip();
              }
              head = takeHead(in);
            } while (head == null);
            return head;
          });
  return async(
      () -> {
        try {
          return await(timeout(idle, untilComplete));
        } catch (TimeoutException e) {
          if (in.hasRemaining()) throw new Refusal(408);
          return null;
        }
      });
}

/// Takes the next complete request head from what has arrived, without the empty line that ends it; null if there is
/// none yet. Lines end with CR LF, and nowhere else may there be a control character: nothing that comes later can be
/// read by two programs in two ways.
static String takeHead(ByteBuffer in) throws Refusal {
  byte[] bytes = in.array();
  int start = in.position();
  while (in.limit() - start >= 2 && bytes[start] == '\r' && bytes[start + 1] == '\n') start += 2;
  in.position(start);
  for (int line = start, i = start; i < in.limit(); i++) {
    byte b = bytes[i];
    boolean afterReturn = i > start && bytes[i - 1] == '\r';
    if (afterReturn != (b == '\n')) throw new Refusal(400);
    if (b >= 0 && b < ' ' && b != '\t' && b != '\r' && b != '\n' || b == 0x7f) throw new Refusal(400);
    if (b == '\n') {
      if (i == line + 1) {
        in.position(i + 1);
        return new String(bytes, start, line - start, StandardCharsets.ISO_8859_1);
      }
      line = i + 1;
    }
  }
  return null;
}

Future<Void> send(TcpStream client, Burst out) {
  return async(
      () -> {
        if (out.size > 0) await(timeout(idle, client.writeAll(out.take())));
      });
}

/// Sends a large file in pieces. It is opened anew for each, so nothing is held open while the network is waited for.
Future<Void> sendFile(TcpStream client, Burst out, LargeFile file) {
  return async(
      () -> {
        var piece = ByteBuffer.allocate(PIECE);
        for (long sent = 0; sent < file.size(); sent += piece.limit()) {
          long from = sent;
          out.add(await(spawnBlocking(() -> file.read(from, piece.clear()))).flip());
          await(send(client, out));
        }
      });
}

/// Closes so that the last answer arrives: a close with unread input would make the kernel discard it.
Future<Void> hangUp(TcpStream client, ByteBuffer rest) {
  var untilClosed =
      async(
          () -> {
            int read = 0;
            for (int n; read < LINGER_BYTES && (n = await(client.read(rest.clear()))) >= 0; ) read += n;
          });
  return async(
      () -> {
        await(client.shutdown());
        await(timeout(LINGER, untilClosed));
      });
}

// --- requests -------------------------------------------------------------------------------------------------------

/// The request cannot be understood, or shall not be: this is answered, and the connection closed.
static final class Refusal extends Exception {
  final int status;

  Refusal(int status) {
    super(REASONS.get(status), null, false, false);
    this.status = status;
  }
}

static final Set<String> OTHER_METHODS = Set.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT");

/// `refused` is the status of a request that is understood but not served, or 0.
record Request(boolean isHead, String path, int refused, boolean keepAlive, boolean isOld) {
  static final Request UNREADABLE = new Request(false, "", 0, false, false);

  static Request parse(String head) throws Refusal {
    int end = head.indexOf("\r\n");
    int first = head.indexOf(' ');
    int last = head.lastIndexOf(' ', end);
    check(first < last);
    var method = head.substring(0, first);
    var target = head.substring(first + 1, last);
    var version = head.substring(last + 1, end);
    check(isToken(method) && !target.isEmpty() && target.indexOf(' ') < 0);
    if (!version.startsWith("HTTP/1.") || version.length() != 8) {
      throw new Refusal(version.matches("HTTP/\\d\\.\\d") ? 505 : 400);
    }
    boolean isOld = version.equals("HTTP/1.0");

    int hosts = 0;
    String length = null;
    String coding = null;
    boolean close = false;
    boolean keep = !isOld;
    for (int at = end + 2, next; at < head.length(); at = next + 2) {
      next = head.indexOf("\r\n", at);
      int colon = head.indexOf(':', at);
      check(colon > at && colon < next);
      var name = head.substring(at, colon);
      var value = head.substring(colon + 1, next).strip();
      check(isToken(name));
      switch (name.toLowerCase(Locale.ROOT)) {
        case "host" -> hosts++;
        case "content-length" -> {
          check(length == null && value.matches("\\d{1,18}"));
          length = value;
        }
        case "transfer-encoding" -> coding = coding == null ? value : coding + "," + value;
        case "connection" -> {
          for (var option : value.toLowerCase(Locale.ROOT).split(",")) {
            close |= option.strip().equals("close");
            keep |= option.strip().equals("keep-alive");
          }
        }
        default -> {}
      }
    }
    check(hosts == 1 || hosts == 0 && isOld);
    check(coding == null || length == null && !isOld);

    // No request has use for a body: one that has it is answered, and then the connection is closed instead of read.
    boolean hasBody = coding != null || length != null && !length.matches("0+");
    boolean isHead = method.equals("HEAD");
    int refused = 0;
    if (!isHead && !method.equals("GET")) {
      refused = OTHER_METHODS.contains(method) ? 405 : 501;
    } else if (coding != null) {
      refused = coding.equalsIgnoreCase("chunked") ? 411 : 501;
    }
    return new Request(isHead, refused == 0 ? path(target) : "", refused, keep && !close && !hasBody, isOld);
  }

  /// The decoded path of a request's target. What it means to be a path inside the folder is `load`'s business.
  private static String path(String target) throws Refusal {
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      int slash = target.indexOf('/', 7);
      target = slash < 0 ? "/" : target.substring(slash);
    }
    check(target.startsWith("/") && target.indexOf('#') < 0);
    int query = target.indexOf('?');
    if (query >= 0) target = target.substring(0, query);
    var bytes = new byte[target.length()];
    int length = 0;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c == '%') {
        check(i + 2 < target.length() && isHex(target.charAt(i + 1)) && isHex(target.charAt(i + 2)));
        c = (char) Integer.parseInt(target, i + 1, i + 3, 16);
        i += 2;
        check(c != '/');
      }
      check(c >= ' ' && c != 0x7f && c != '\\');
      bytes[length++] = (byte) c;
    }
    var path = new String(bytes, 0, length, StandardCharsets.UTF_8);
    check(path.indexOf('\ufffd') < 0); // what stands for bytes that are no UTF-8
    return path;
  }

  private static boolean isHex(char c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128 || !Character.isLetterOrDigit(c) && "!#$%&'*+-.^_`|~".indexOf(c) < 0) return false;
    }
    return !text.isEmpty();
  }

  private static void check(boolean isWellFormed) throws Refusal {
    if (!isWellFormed) throw new Refusal(400);
  }
}

// --- answers --------------------------------------------------------------------------------------------------------

static final Map<Integer, String> REASONS =
    Map.ofEntries(
        Map.entry(200, "OK"),
        Map.entry(301, "Moved Permanently"),
        Map.entry(400, "Bad Request"),
        Map.entry(403, "Forbidden"),
        Map.entry(404, "Not Found"),
        Map.entry(405, "Method Not Allowed"),
        Map.entry(408, "Request Timeout"),
        Map.entry(411, "Length Required"),
        Map.entry(431, "Request Header Fields Too Large"),
        Map.entry(500, "Internal Server Error"),
        Map.entry(501, "Not Implemented"),
        Map.entry(503, "Service Unavailable"),
        Map.entry(505, "HTTP Version Not Supported"));

static final Map<String, String> TYPES =
    Map.ofEntries(
        Map.entry("html", "text/html; charset=utf-8"),
        Map.entry("css", "text/css; charset=utf-8"),
        Map.entry("js", "text/javascript; charset=utf-8"),
        Map.entry("txt", "text/plain; charset=utf-8"),
        Map.entry("md", "text/plain; charset=utf-8"),
        Map.entry("java", "text/plain; charset=utf-8"),
        Map.entry("json", "application/json"),
        Map.entry("xml", "application/xml"),
        Map.entry("pdf", "application/pdf"),
        Map.entry("wasm", "application/wasm"),
        Map.entry("svg", "image/svg+xml"),
        Map.entry("png", "image/png"),
        Map.entry("jpg", "image/jpeg"),
        Map.entry("gif", "image/gif"),
        Map.entry("webp", "image/webp"),
        Map.entry("ico", "image/x-icon"),
        Map.entry("woff2", "font/woff2"));

/// An answer, made once and sent to many: head and body in one piece; of a large file only the head.
record Answer(byte[] bytes, int headLength, LargeFile rest) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC);

  static Answer of(int status, String fields, byte[] body) {
    return of(status, fields, body, body.length, null);
  }

  static Answer of(int status, String fields, byte[] body, long length, LargeFile rest) {
    var head =
        "HTTP/1.1 %d %s\r\nDate: %s\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(status, REASONS.get(status), DATE.format(Instant.now()), length, fields)
            .getBytes(StandardCharsets.ISO_8859_1);
    var bytes = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, bytes, head.length, body.length);
    return new Answer(bytes, head.length, rest);
  }

  static Answer error(int status) {
    var allow = status == 405 ? "Allow: GET, HEAD\r\n" : "";
    var body = status + " " + REASONS.get(status) + "\n";
    return of(status, allow + type("txt"), body.getBytes(StandardCharsets.US_ASCII));
  }

  static Answer movedTo(String path) {
    return of(301, "Location: " + encoded(path) + "\r\n", new byte[0]);
  }

  static Answer file(Path file) throws IOException {
    var facts = Files.readAttributes(file, BasicFileAttributes.class);
    if (!facts.isRegularFile()) return error(404); // not a pipe, for one: reading it could take for ever
    var name = file.getFileName().toString();
    var modified = facts.lastModifiedTime();
    var fields =
        type(name.substring(name.lastIndexOf('.') + 1)) + "Last-Modified: " + DATE.format(modified.toInstant()) + "\r\n";
    return facts.size() > PIECE
        ? of(200, fields, new byte[0], facts.size(), new LargeFile(file, facts.size(), modified))
        : of(200, fields, Files.readAllBytes(file));
  }

  static Answer listing(Path folder, String path) throws IOException {
    var title = escaped("Index of " + path);
    var page = new StringBuilder("<!doctype html><meta charset=utf-8><title>" + title + "</title><h1>" + title + "</h1><ul>\n");
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        var name = file.getFileName() + (Files.isDirectory(file) ? "/" : "");
        if (name.startsWith(".")) continue;
        page.append("<li><a href=\"%s\">%s</a>\n".formatted(escaped(encoded(path + name)), escaped(name)));
      }
    }
    return of(200, type("html"), page.append("</ul>\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String type(String ending) {
    return "Content-Type: " + TYPES.getOrDefault(ending.toLowerCase(Locale.ROOT), "application/octet-stream") + "\r\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  private static String encoded(String path) {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

record LargeFile(Path path, long size, FileTime modified) {

  /// Fills `piece` with what stands at `from`; a file that is no longer the same is an error.
  ByteBuffer read(long from, ByteBuffer piece) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      piece.limit((int) Math.min(piece.capacity(), size - from));
      while (piece.hasRemaining() && channel.read(piece, from + piece.position()) > 0) {}
      if (piece.hasRemaining() || channel.size() != size || !Files.getLastModifiedTime(path).equals(modified)) {
        throw new IOException(path + " has changed while it was sent");
      }
      return piece;
    }
  }
}

/// The answer to a request for `path`. What the file system says is remembered until the next second begins.
Future<Answer> answer(String path) {
  var known = answers.get(path);
  if (known == null) {
    if (answers.size() >= KEPT) answers.clear();
    known = answers.computeIfAbsent(path, p -> spawnBlocking(() -> load(p)).shared());
  }
  return known.copy();
}

/// Looks into the file system: on a thread that may block.
Answer load(String path) {
  try {
    if (path.contains("/.") || path.contains("//")) return Answer.error(404); // hidden, or a way out
    var file = inside(root.resolve(path.substring(1)));
    boolean asFolder = path.endsWith("/");
    if (!Files.isDirectory(file)) return asFolder ? Answer.error(404) : Answer.file(file);
    if (!asFolder) return Answer.movedTo(path + "/");
    var index = file.resolve("index.html");
    return Files.exists(index) ? Answer.file(inside(index)) : Answer.listing(file, path);
  } catch (AccessDeniedException e) {
    return Answer.error(403);
  } catch (FileSystemException | InvalidPathException e) { // not found, a name too long, a loop of links ...
    return Answer.error(e.getMessage().contains("Too many open files") ? 503 : 404);
  } catch (IOException e) {
    return Answer.error(500);
  }
}

/// The real path of `file`, all links followed, which must still be in the folder.
Path inside(Path file) throws IOException {
  var real = file.toRealPath();
  if (!real.startsWith(root)) throw new NoSuchFileException(file.toString());
  return real;
}

/// Answers that wait to be sent in one write.
static final class Burst {
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEEP = "Connection: keep-alive\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<ByteBuffer> parts = new ArrayList<>();
  int size;

  void add(Answer answer, Request request) {
    int end = request.isHead() ? answer.headLength() : answer.bytes().length;
    if (request.keepAlive() && !request.isOld()) {
      add(answer.bytes(), 0, end);
    } else {
      int lastLine = answer.headLength() - 2;
      var line = request.keepAlive() ? KEEP : CLOSE;
      add(answer.bytes(), 0, lastLine);
      add(line, 0, line.length);
      add(answer.bytes(), lastLine, end);
    }
  }

  private void add(byte[] bytes, int from, int to) {
    add(ByteBuffer.wrap(bytes, from, to - from));
  }

  void add(ByteBuffer part) {
    parts.add(part);
    size += part.remaining();
  }

  ByteBuffer[] take() {
    var all = parts.toArray(ByteBuffer[]::new);
    parts.clear();
    size = 0;
    return all;
  }
}
