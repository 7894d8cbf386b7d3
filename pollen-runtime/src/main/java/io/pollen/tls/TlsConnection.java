package io.pollen.tls;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Inspection;
import io.pollen.Waker;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// An engine between its two streams of ciphertext: what a handshake, read, write or shutdown comes
/// to in one poll. All but [#close] and [#inspect] inside the gate.
final class TlsConnection {
  private static final ByteBuffer[] NO_DATA = {ByteBuffer.allocate(0)};
  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

  // --- constant ---
  final SSLEngine engine;
  final Gate gate = new Gate();
  final Side reading = new Side("read");
  final Side writing = new Side("written");
  private final Object transport;
  private final Buffers buffers;
  private final boolean toleratesTruncation;
  private final Inbound in;
  private final Outbound out;
  private final DelegatedTasks tasks;

  // --- inside the gate ---
  private boolean begun;

  /// Whether the client's first record is to be looked at for the host that it asks for.
  private boolean looksForHost;

  /// What was decrypted and did not fit into the reader's buffer. Never empty.
  private @Nullable ByteBuffer plain;

  private boolean peerHasEnded;
  private boolean outputHasEnded;

  /// Whether a writer waits until a reader has gone on with a renegotiation.
  private boolean writerWaitsForReader;

  private @Nullable SSLException failure;

  <S extends AsyncRead & AsyncWrite> TlsConnection(
      SSLEngine engine, S transport, Buffers buffers, boolean toleratesTruncation) {
    this.engine = engine;
    this.transport = transport;
    this.buffers = buffers;
    this.toleratesTruncation = toleratesTruncation;
    Waker wakesBoth =
        Waker.of(() -> {
          reading.wake();
          writing.wake();
        });
    this.in = new Inbound(transport, buffers, Waker.of(reading::wake));
    this.out = new Outbound(transport, buffers, wakesBoth);
    this.tasks = new DelegatedTasks(engine, wakesBoth);
  }

  // ---------------------------------------------------------------- the handshake

  /// Before the first operation: on which host's behalf this side speaks depends on the client.
  void lookForHost() {
    looksForHost = true;
  }

  /// @return whether the handshake is through, and what the peer needs for it sent
  boolean handshake(Context cx) throws Exception {
    if (!begun) {
      begun = tasks.begin(cx);
      if (!begun) {
        return false;
      }
    }
    while (true) {
      if (!answerPeer(cx)) {
        return !tasks.areRunning() && onlyTicketsFollow();
      }
      switch (engine.getHandshakeStatus()) {
        case NOT_HANDSHAKING, FINISHED -> {
          return out.push(cx) || onlyTicketsFollow();
        }
        case NEED_TASK, NEED_WRAP ->
            throw new SSLException("the engine does not go on with the handshake");
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (looksForHost && in.holdsRecord()) {
            looksForHost = false;
            String host = ClientHello.host(in.bytes());
            if (host != null) {
              HostIdentities.foresee(engine, host);
            }
          }
          if (in.isEmpty() || unwrap(NO_ROOM).getStatus() == Status.BUFFER_UNDERFLOW) {
            // Quietly: a peer that takes nothing any more may have said why.
            out.pushQuietly(cx);
            if (!in.receive(cx)) {
              return false;
            }
            if (in.hasEnded()) {
              throw new SSLException("the connection ended in the middle of the handshake");
            }
          } else if (peerHasEnded) {
            throw new SSLException("the peer ended the connection in the middle of the handshake");
          }
        }
      }
    }
  }

  /// Whether the client of TLS 1.3 has said the last word. A server then sends tickets, for which
  /// nobody waits: neither does the handshake.
  private boolean onlyTicketsFollow() {
    return !engine.getUseClientMode()
        && engine.getHandshakeSession() == null
        && engine.getSession().getProtocol().equals("TLSv1.3");
  }

  /// Does what the engine asks for beside records of data: computations, answers to the peer.
  ///
  /// @return false when it waits for them, or for room: answers are not piled up for a peer that
  ///   asks and does not read
  private boolean answerPeer(Context cx) throws Exception {
    while (true) {
      if (!tasks.areDone(cx)) {
        return false;
      }
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          if (!tasks.start(cx)) {
            return false;
          }
        }
        case NEED_WRAP -> {
          if (!out.hasRoom(engine) && !out.pushQuietly(cx)) {
            return false;
          }
          SSLEngineResult result = wrap(NO_DATA);
          wakeWriter();
          if (result.bytesProduced() == 0
              && result.getHandshakeStatus() != HandshakeStatus.FINISHED) {
            return true; // it has nothing to say after all
          }
        }
        default -> {
          return true;
        }
      }
    }
  }

  // ---------------------------------------------------------------- reading

  /// @param to has room
  /// @return the number of bytes, −1 at the end, or [RawFuture#PENDING]
  Object read(ByteBuffer to, Context cx) throws Exception {
    while (true) {
      if (plain != null) {
        return takePlain(plain, to);
      }
      if (peerHasEnded) {
        out.pushQuietly(cx); // TLS 1.2 answers the end at once
        return -1;
      }
      refuseIfFailed();
      if (!answerPeer(cx)) {
        return RawFuture.PENDING;
      }
      out.pushQuietly(cx); // it need not wait for that: what it waits for may come before
      if (in.holdsRecord()) {
        int before = to.position();
        unwrap(to);
        if (to.position() > before) {
          return to.position() - before;
        }
        answerPeer(cx);
      } else if (in.hasEnded()) {
        return endOfTransport();
      } else if (!in.receive(cx)) {
        return RawFuture.PENDING;
      }
    }
  }

  private int takePlain(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(from.slice(from.position(), count));
    from.position(from.position() + count);
    if (!from.hasRemaining()) {
      plain = null;
      buffers.giveBack(from);
    }
    return count;
  }

  private int endOfTransport() throws SSLException {
    if (toleratesTruncation) {
      return -1;
    }
    throw new SSLException(
        "the connection ended without close_notify: what was read may have been cut off. Where the"
            + " protocol tells its end itself, tolerateTruncation(true) accepts it");
  }

  /// Takes a record; data go to `to`, or to [#plain] when there is no room for them. Of data that
  /// do not fit the JDK's engine writes nothing, others as much as fits: the rest is fetched at
  /// once.
  private SSLEngineResult unwrap(ByteBuffer to) throws SSLException {
    try {
      SSLEngineResult result = engine.unwrap(in.bytes(), to);
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        ByteBuffer spare = buffers.lend(engine.getSession().getApplicationBufferSize());
        result = engine.unwrap(in.bytes(), spare);
        if (spare.flip().hasRemaining()) {
          plain = spare;
        } else {
          buffers.giveBack(spare);
        }
      }
      in.taken();
      // Conscrypt says CLOSED already when this side has ended.
      peerHasEnded |= result.getStatus() == Status.CLOSED && engine.isInboundDone();
      wakeWriter();
      return result;
    } catch (SSLException failed) {
      failure = failed;
      throw failed;
    }
  }

  /// The engine has come further: a writer that waits for that looks again.
  private void wakeWriter() {
    if (writerWaitsForReader) {
      writerWaitsForReader = false;
      gate.askAgain();
    }
  }

  // ---------------------------------------------------------------- writing

  /// @param from has data
  /// @return the number of bytes that were taken, which is more than zero, or [RawFuture#PENDING]
  Object write(ByteBuffer[] from, Context cx) throws Exception {
    while (true) {
      refuseIfFailed();
      if (outputHasEnded) {
        throw new IOException(
            "this side of the TLS stream has ended: shutdown() was called before");
      }
      if (!out.push(cx) || !tasks.areDone(cx)) {
        return RawFuture.PENDING;
      }
      SSLEngineResult result = wrap(from);
      if (result.bytesConsumed() > 0) {
        out.push(cx); // what does not fit goes with the next operation
        return result.bytesConsumed();
      }
      if (result.bytesProduced() > 0 || result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
        continue;
      }
      if (result.getStatus() == Status.CLOSED) {
        throw new IOException(
            "the peer has ended the connection, which ends both sides in TLS 1.2, and with some"
                + " providers always");
      }
      if (engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
        writerWaitsForReader = true;
        return RawFuture.PENDING;
      }
      if (!tasks.start(cx)) {
        return RawFuture.PENDING;
      }
    }
  }

  private SSLEngineResult wrap(ByteBuffer[] from) throws SSLException {
    try {
      return out.wrap(engine, from);
    } catch (SSLException failed) {
      failure = failed;
      throw failed;
    }
  }

  /// @return whether everything is with the transport
  boolean push(Context cx) throws Exception {
    return out.push(cx);
  }

  /// The stream of ciphertext to the peer, to be flushed or ended.
  Outbound out() {
    return out;
  }

  /// Says close_notify, once.
  ///
  /// @return whether it is with the transport
  boolean endOutput(Context cx) throws Exception {
    outputHasEnded = true;
    if (!tasks.areDone(cx)) {
      return false;
    }
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      if (!out.hasRoom(engine) && !out.push(cx)) {
        return false;
      }
      if (wrap(NO_DATA).bytesProduced() == 0) {
        break; // the engine has failed, and says no more
      }
    }
    return out.push(cx);
  }

  // ---------------------------------------------------------------- failures and the end

  private void refuseIfFailed() throws SSLException {
    if (failure != null) {
      throw new SSLException("this TLS connection has failed: " + failure.getMessage(), failure);
    }
  }

  /// The handshake has failed, and nothing goes on.
  void fail(SSLException refusal) {
    failure = refusal;
  }

  /// Tells the peer why the engine has given up, as far as that needs no waiting.
  ///
  /// @return false when it waits for room
  boolean sendAlert(Context cx) {
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP || hasLastWord()) {
        if (!out.hasRoom(engine)) {
          break;
        }
        if (out.wrap(engine, NO_DATA).bytesProduced() == 0) {
          break;
        }
      }
    } catch (SSLException _) {
      // What it has failed by is being reported already.
    }
    return out.pushQuietly(cx);
  }

  /// Conscrypt's engine, when it has failed, has its alert ready and does not ask for the wrap.
  private boolean hasLastWord() {
    return failure != null && !engine.isOutboundDone();
  }

  /// Closes the transport. Any thread, any number of times.
  void close() {
    switch (gate.close()) {
      case ALREADY -> {
        return;
      }
      case RELEASE -> release();
      case LEAVE_TO_INSIDER -> {}
    }
    if (transport instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception failed) {
        FailureHook.report(transport, failed);
      }
    }
    reading.wake();
    writing.wake();
  }

  /// After the close, by the last one inside.
  void release() {
    plain = null;
    tasks.release();
    in.release();
    out.release();
  }

  static ClosedChannelException closed() {
    var closed = new ClosedChannelException();
    closed.initCause(new IOException("the TLS stream is closed"));
    return closed;
  }

  /// What operations wait for. Any thread.
  void inspect(Inspection into) {
    into.awaits(in.waitsFor()).awaits(out.waitsFor());
  }

  /// How many bytes of memory are borrowed while they hold something.
  int borrowed() {
    ByteBuffer there = plain;
    return (there == null ? 0 : there.capacity()) + in.borrowed() + out.borrowed();
  }
}
