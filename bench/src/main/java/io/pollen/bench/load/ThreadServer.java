package io.pollen.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executor;
import javax.net.ServerSocketFactory;

/// The servers in the way of threads: one for each connection, blocking reads and writes.
final class ThreadServer {
  private static final int BACKLOG = 4096;

  /// What serves one connection.
  private interface Handler {
    void serve(InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocketFactory sockets;
  private final Executor threads;
  private final Handler handler;

  private ThreadServer(ServerSocketFactory sockets, Executor threads, Handler handler) {
    this.sockets = sockets;
    this.threads = threads;
    this.handler = handler;
  }

  static ThreadServer echo(Executor threads) {
    return new ThreadServer(ServerSocketFactory.getDefault(), threads, ThreadServer::echo);
  }

  static ThreadServer tls(Executor threads) throws IOException, GeneralSecurityException {
    return new ThreadServer(
        Identity.context().getServerSocketFactory(), threads, ThreadServer::echo);
  }

  static ThreadServer http(Executor threads) {
    return new ThreadServer(ServerSocketFactory.getDefault(), threads, ThreadServer::http);
  }

  /// Listens on a free port of 127.0.0.1 and accepts in a thread of its own.
  int listen() throws IOException {
    ServerSocket listener =
        sockets.createServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    Thread.ofPlatform().daemon().start(() -> acceptAll(listener));
    return listener.getLocalPort();
  }

  private void acceptAll(ServerSocket listener) {
    try (listener) {
      while (true) {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      System.err.println("accept: " + e.getMessage());
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      handler.serve(socket.getInputStream(), socket.getOutputStream());
    } catch (IOException gone) {
      return; // a peer that went away is no error
    }
  }

  private static void echo(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[4096];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
    }
  }

  private static void http(InputStream in, OutputStream out) throws IOException {
    Plaintext plaintext = new Plaintext();
    ByteBuffer input = plaintext.input();
    while (plaintext.isOpen()) {
      int count = in.read(input.array(), input.position(), input.remaining());
      if (count < 0) {
        return;
      }
      input.position(input.position() + count);
      ByteBuffer answers = plaintext.answer();
      out.write(answers.array(), 0, answers.limit());
    }
  }
}
