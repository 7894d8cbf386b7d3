package io.pollen.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// The load of [TlsSuite], which answers the same lines as `peers/load.c`: a virtual thread for
/// each connection, with one 1 KiB message on its way.
public final class TlsLoad {
  private static final int MESSAGE = 1024;

  private TlsLoad() {}

  /// Arguments: port, connections.
  public static void main(String[] args) throws Exception {
    SSLContext context = Identity.context();
    List<SSLSocket> sockets = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      sockets.add(connect(context, Integer.parseInt(args[0])));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      run(threads, sockets, 0);
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int millis = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
        System.out.println("messages " + run(threads, sockets, millis));
      }
    }
  }

  private static SSLSocket connect(SSLContext context, int port) throws IOException {
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    socket.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
    socket.startHandshake();
    return socket;
  }

  private static long run(ExecutorService threads, List<SSLSocket> sockets, int millis)
      throws Exception {
    long end = System.nanoTime() + millis * 1_000_000L;
    List<Callable<Long>> runs = new ArrayList<>();
    sockets.forEach(socket -> runs.add(() -> echoes(socket, end)));
    long sum = 0;
    for (Future<Long> run : threads.invokeAll(runs)) {
      sum += run.get();
    }
    return sum;
  }

  /// At least one.
  private static long echoes(SSLSocket socket, long end) throws IOException {
    byte[] message = new byte[MESSAGE];
    long count = 0;
    do {
      socket.getOutputStream().write(message);
      if (socket.getInputStream().readNBytes(message, 0, MESSAGE) < MESSAGE) {
        throw new IOException("the echo has ended");
      }
      count++;
    } while (System.nanoTime() - end < 0);
    return count;
  }
}
