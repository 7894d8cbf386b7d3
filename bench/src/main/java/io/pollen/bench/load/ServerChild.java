package io.pollen.bench.load;

import io.pollen.bench.micro.Library;
import java.io.IOException;
import java.util.concurrent.Executors;

/// A JVM that serves on a free port of 127.0.0.1 until its standard input ends.
public final class ServerChild {
  private ServerChild() {}

  /// Arguments: library, `echo` or `http`, workers.
  public static void main(String[] args) throws Exception {
    int port = listen(Library.valueOf(args[0]), args[1].equals("http"), Integer.parseInt(args[2]));
    System.out.println("listening " + port);
    while (System.in.read() >= 0) {
      continue; // nothing is expected but the end
    }
    System.exit(0);
  }

  private static int listen(Library library, boolean http, int workers) throws Exception {
    return switch (library) {
      case VIRTUAL -> {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        yield (http ? ThreadServer.http(threads) : ThreadServer.echo(threads)).listen();
      }
      case POOL -> {
        var threads = Executors.newFixedThreadPool(2048);
        yield (http ? ThreadServer.http(threads) : ThreadServer.echo(threads)).listen();
      }
      case POLLEN -> PollenServer.listen(http, workers);
      case NETTY -> NettyServer.listen(http, workers);
      case KOTLIN, FORK_JOIN -> throw new IOException(library.title() + " has no sockets");
    };
  }
}
