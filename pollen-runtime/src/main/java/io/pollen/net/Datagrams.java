package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.driver.DatagramEndpoint;
import io.pollen.runtime.driver.Interest;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A datagram socket's two sides and the operations on them: what UDP and Unix datagrams have in
/// common.
///
/// @param owner what users know it as, for await trees
/// @param socket the driver's socket
/// @param receiving whose turn it is to receive
/// @param sending whose turn it is to send
record Datagrams(Object owner, DatagramEndpoint socket, Turn receiving, Turn sending) {

  Datagrams(Object owner, DatagramEndpoint socket) {
    this(owner, socket, new Turn(), new Turn());
  }

  Future<Integer> send(ByteBuffer from, @Nullable SocketAddress to) {
    return new Send(this, Objects.requireNonNull(from, "from"), to);
  }

  Future<Integer> receive(ByteBuffer to) {
    return new Receive<>(this, to, false, false, DatagramEndpoint.Arrival::count);
  }

  /// @param peek whether the datagram stays in the socket
  <T> Future<T> receive(ByteBuffer to, boolean peek, Function<DatagramEndpoint.Arrival, T> answer) {
    return new Receive<>(this, to, peek, true, answer);
  }

  /// Waits until one side may make progress.
  Future<Void> ready(Interest side) {
    return new Ready(this, side);
  }

  /// For the task that sends.
  OptionalInt trySend(ByteBuffer from, @Nullable SocketAddress to) throws IOException {
    int count = socket.trySend(from, to);
    return count == DatagramEndpoint.PENDING ? OptionalInt.empty() : OptionalInt.of(count);
  }

  /// For the task that receives.
  <T> Optional<T> tryReceive(ByteBuffer to, Function<DatagramEndpoint.Arrival, T> answer)
      throws IOException {
    return Optional.ofNullable(socket.tryReceive(to)).map(answer);
  }

  Future<Integer> receive(DatagramBatch into) {
    return new ReceiveMany(this, Objects.requireNonNull(into, "into"));
  }

  Future<Integer> send(DatagramBatch from) {
    return new SendMany(this, Objects.requireNonNull(from, "from"));
  }

  @Override
  public String toString() {
    return owner.toString();
  }

  private abstract static class Operation<T> extends TurnOperation<Datagrams, T> {
    private final boolean receives;

    Operation(Datagrams on, Interest side) {
      super(on);
      receives = side == Interest.READABLE;
    }

    static Object answer(Context cx, int count) {
      return count == DatagramEndpoint.PENDING ? pending(cx) : (Object) count;
    }

    @Override
    final Turn turn(Datagrams on) {
      return receives ? on.receiving : on.sending;
    }

    @Override
    final void forget(Datagrams on) {
      if (receives) {
        on.socket.forgetReader();
      } else {
        on.socket.forgetWriter();
      }
    }

    @Override
    final String subject() {
      return "the socket";
    }

    @Override
    final String occupied() {
      return receives ? "the socket is received from" : "the socket is sent from";
    }
  }

  private static final class Ready extends Operation<Void> {
    private final Interest side;

    Ready(Datagrams on, Interest side) {
      super(on, side);
      this.side = side;
    }

    @Override
    @Nullable Object attempt(Context cx, Datagrams on) throws IOException {
      return on.socket.pollReady(cx, side) ? null : pending(cx);
    }

    @Override
    String what() {
      return side == Interest.READABLE ? "a wait for a datagram of" : "a wait for room in";
    }
  }

  private static final class Send extends Operation<Integer> {
    private final ByteBuffer from;
    private final @Nullable SocketAddress to;

    Send(Datagrams on, ByteBuffer from, @Nullable SocketAddress to) {
      super(on, Interest.WRITABLE);
      this.from = from;
      this.to = to;
    }

    @Override
    Object attempt(Context cx, Datagrams on) throws IOException {
      return answer(cx, on.socket.pollSend(cx, from, to));
    }

    @Override
    String what() {
      return "a send from";
    }
  }

  private static final class SendMany extends Operation<Integer> {
    private final DatagramBatch from;

    SendMany(Datagrams on, DatagramBatch from) {
      super(on, Interest.WRITABLE);
      this.from = from;
    }

    @Override
    Object attempt(Context cx, Datagrams on) throws IOException {
      return answer(cx, on.socket.pollSend(cx, from.vector));
    }

    @Override
    String what() {
      return "a send of many from";
    }
  }

  private static final class Receive<T> extends Operation<T> {
    private final ByteBuffer to;
    private final boolean peek;
    private final boolean withSender;
    private final Function<DatagramEndpoint.Arrival, T> answer;

    Receive(
        Datagrams on,
        ByteBuffer to,
        boolean peek,
        boolean withSender,
        Function<DatagramEndpoint.Arrival, T> answer) {
      super(on, Interest.READABLE);
      if (to.isReadOnly()) {
        throw new ReadOnlyBufferException();
      }
      this.to = to;
      this.peek = peek;
      this.withSender = withSender;
      this.answer = answer;
    }

    @Override
    @Nullable Object attempt(Context cx, Datagrams on) throws IOException {
      DatagramEndpoint.Arrival arrival = on.socket.pollReceive(cx, to, peek, withSender);
      return arrival == null ? pending(cx) : answer.apply(arrival);
    }

    @Override
    String what() {
      return "a receive from";
    }
  }

  private static final class ReceiveMany extends Operation<Integer> {
    private final DatagramBatch into;

    ReceiveMany(Datagrams on, DatagramBatch into) {
      super(on, Interest.READABLE);
      this.into = into;
    }

    @Override
    Object attempt(Context cx, Datagrams on) throws IOException {
      return answer(cx, on.socket.pollReceive(cx, into.vector));
    }

    @Override
    String what() {
      return "a receive of many from";
    }
  }
}
