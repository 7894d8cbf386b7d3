// Finds the open TCP ports of a host.
//
//   ./pollen run examples/PortScan.java localhost 1-1024

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.net.Dns;
import io.pollen.net.TcpStream;
import io.pollen.sync.Semaphore;

static final int AT_ONCE = 256;
static final Duration LIMIT = Duration.ofMillis(500);

enum State {
  OPEN,
  CLOSED,
  SILENT
}

void main(String[] args) throws Exception {
  if (args.length != 2 || !args[1].matches("\\d{1,5}-\\d{1,5}")) {
    usage();
  }
  var ends = args[1].split("-");
  int from = Integer.parseInt(ends[0]);
  int to = Integer.parseInt(ends[1]);
  if (from < 1 || to > 65_535 || from > to) {
    usage();
  }
  try {
    run(() -> await(scan(args[0], from, to)));
  } catch (IOException e) {
    System.err.println("PortScan: " + e.getMessage());
    System.exit(1);
  }
}

void usage() {
  System.err.println("usage: PortScan HOST FROM-TO   (ports from 1 to 65535)");
  System.exit(2);
}

Future<Void> scan(String host, int from, int to) {
  return async(
      () -> {
        var address = await(Dns.lookup(host)).getFirst();
        var permits = new Semaphore(AT_ONCE);
        var probes = new ArrayList<Future<State>>();
        for (int port = from; port <= to; port++) {
          probes.add(spawn(probe(permits, new InetSocketAddress(address, port))));
        }
        var count = new EnumMap<State, Integer>(State.class);
        for (var state : await(joinAll(probes))) count.merge(state, 1, Integer::sum);
        IO.println(
            "%d open, %d closed, %d without an answer"
                .formatted(
                    count.getOrDefault(State.OPEN, 0),
                    count.getOrDefault(State.CLOSED, 0),
                    count.getOrDefault(State.SILENT, 0)));
      });
}

Future<State> probe(Semaphore permits, InetSocketAddress address) {
  return async(
      () -> {
        try (var _ = await(permits.acquire());
            var connection = await(timeout(LIMIT, TcpStream.connect(address)))) {
          // On loopback, a port that nobody listens on can by chance be connected to itself.
          if (connection.localAddress().equals(connection.remoteAddress())) return State.CLOSED;
          IO.println(address.getPort() + " open");
          return State.OPEN;
        } catch (ConnectException e) {
          return State.CLOSED;
        } catch (TimeoutException | NoRouteToHostException e) {
          return State.SILENT;
        }
      });
}
