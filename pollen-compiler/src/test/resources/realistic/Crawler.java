package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.combine.FutureSet;
import io.pollen.net.TcpStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Follows the links of plain pages, a few at a time.
final class Crawler {
  private static final Pattern LINK = Pattern.compile("href=\"(http://[^\"]+)\"");
  private static final int AT_ONCE = 8;

  private final Set<URI> seen = new HashSet<>();
  private final Queue<URI> waiting = new ArrayDeque<>();
  private final int most;

  record Page(URI address, String text) {}

  Crawler(URI start, int most) {
    this.most = most;
    offer(start);
  }

  Future<Map<String, Integer>> crawl() {
    return async(() -> {
      Map<String, Integer> sizes = new TreeMap<>();
      try (var loading = new FutureSet<Page>()) {
        while (true) {
          while (loading.size() < AT_ONCE && !waiting.isEmpty()) {
            URI next = waiting.remove();
            loading.add(load(next).recover(IOException.class, e -> new Page(next, "")));
          }
          if (loading.isEmpty()) {
            return sizes;
          }
          Page page = await(loading.next());
          sizes.put(page.address().toString(), page.text().length());
          Matcher links = LINK.matcher(page.text());
          while (links.find()) {
            offer(URI.create(links.group(1)));
          }
        }
      }
    });
  }

  private void offer(URI address) {
    if (seen.size() < most && seen.add(address)) {
      waiting.add(address);
    }
  }

  private Future<Page> load(URI address) {
    int port = address.getPort() < 0 ? 80 : address.getPort();
    Future<Page> page =
        async(() -> {
          try (var stream = await(TcpStream.connect(address.getHost(), port))) {
            String request = "GET " + address.getPath() + " HTTP/1.0\r\n\r\n";
            var bytes = request.getBytes(StandardCharsets.US_ASCII);
            await(stream.writeAll(ByteBuffer.wrap(bytes)));
            return new Page(address, await(stream.readString(1 << 20)));
          }
        });
    return timeout(Duration.ofSeconds(10), page);
  }

  public static void main(String[] args) throws Exception {
    var sizes = run(() -> await(new Crawler(URI.create(args[0]), 100).crawl()));
    sizes.forEach((address, size) -> System.out.println(size + "\t" + address));
  }
}
