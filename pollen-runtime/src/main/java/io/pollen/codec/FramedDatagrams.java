package io.pollen.codec;

import io.pollen.Future;
import io.pollen.io.ByteBuilder;
import io.pollen.io.step.Steps;
import io.pollen.net.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Frames in datagrams: one or several in each that comes in, one in each that goes out. One task
/// at a time reads and one sends.
///
/// A frame never goes over the end of its datagram: each is decoded as a stream of its own, which
/// ends with it. What a datagram has behind its last frame is a failure, as
/// [Decoder#decodeEnd(ByteBuffer)] says, of one [#next]; it is left out, and the next call goes on
/// with the next datagram. So nobody can end the socket for the others with what he sends.
///
/// @param <I> the type of a frame that comes in
/// @param <O> the type of a frame that goes out
public final class FramedDatagrams<I, O> {
  /// No datagram is longer.
  private static final int READ_BYTES = 64 * 1024;

  private static final int WRITE_BYTES = 8 * 1024;

  private final UdpSocket socket;
  private final Decoder<I> decoder;
  private final Encoder<O> encoder;

  // --- the task that reads ---

  private final ByteBuffer received = ByteBuffer.allocateDirect(READ_BYTES);

  /// What is not decoded of the datagram.
  private final ByteBuilder rest = new ByteBuilder(WRITE_BYTES);

  /// Whether the decoder may find more in the last datagram. It is asked once for an empty one,
  /// too.
  private boolean decoding;

  private @Nullable InetSocketAddress sender;

  // --- the task that sends ---

  private final ByteBuilder encoded = new ByteBuilder(WRITE_BYTES);
  private boolean sending;

  private FramedDatagrams(UdpSocket socket, Decoder<I> decoder, Encoder<O> encoder) {
    this.socket = Objects.requireNonNull(socket, "socket");
    this.decoder = Objects.requireNonNull(decoder, "decoder");
    this.encoder = Objects.requireNonNull(encoder, "encoder");
  }

  /// Frames on `socket`, which stays its owner's: close it when they are done.
  ///
  /// @param decoder one that begins anew after a failure; those of this package do
  public static <I, O> FramedDatagrams<I, O> of(
      UdpSocket socket, Decoder<I> decoder, Encoder<O> encoder) {
    return new FramedDatagrams<>(socket, decoder, encoder);
  }

  /// Frames on `socket` by a codec that does both.
  public static <I, O, C extends Decoder<I> & Encoder<O>> FramedDatagrams<I, O> of(
      UdpSocket socket, C codec) {
    return of(socket, codec, codec);
  }

  /// A frame that has been received.
  ///
  /// @param <I> the type of what was sent
  /// @param value what was sent
  /// @param sender who sent it
  public record Frame<I>(I value, InetSocketAddress sender) {}

  /// The next frame, of the last datagram or else of the next one that has any.
  ///
  /// **Cancel-safe**: a dropped one loses no datagram, and no frame of one. Fails as
  /// [UdpSocket#recvFrom], and by what the decoder throws: that datagram is given up, see
  /// [#sender].
  public Future<Frame<I>> next() {
    return new Next();
  }

  /// Encodes `frame`, and sends it to `target` as one datagram. **Cancel-safe**: a dropped one has
  /// sent nothing. Fails by what the encoder throws, and as [UdpSocket#sendTo].
  ///
  /// @throws IllegalArgumentException when `target` is not resolved
  public Future<Void> send(O frame, InetSocketAddress target) {
    if (target.isUnresolved()) {
      throw new IllegalArgumentException(
          "sending to " + target + ": look the host up once, with Dns.lookup");
    }
    return new Send(frame, target);
  }

  /// Encodes `frame`, and sends it to the peer of [UdpSocket#connect] as one datagram.
  /// **Cancel-safe.** See [#send(Object, InetSocketAddress)] and [UdpSocket#send].
  public Future<Void> send(O frame) {
    return new Send(frame, null);
  }

  /// Who sent the datagram that was decoded last: who it was when [#next] has failed by its
  /// decoder. Empty before the first one. For the task that reads.
  public Optional<InetSocketAddress> sender() {
    return Optional.ofNullable(sender);
  }

  /// The socket. Datagrams that are received from it directly are missing here.
  public UdpSocket socket() {
    return socket;
  }

  private final class Next extends Steps<Frame<I>> {
    private @Nullable I frame;

    @Override
    protected @Nullable Future<?> first() throws IOException {
      if (decoding && decodes()) {
        return null;
      }
      return socket.recvFrom(received.clear());
    }

    private boolean decodes() throws IOException {
      boolean failed = true;
      try {
        frame = decoder.decodeEnd(rest).orElse(null);
        failed = false;
      } finally {
        if (failed || frame == null) {
          rest.clear();
          decoding = false;
        }
      }
      return frame != null;
    }

    /// In the very poll in which the datagram is received: it is not lost when this one is dropped.
    @Override
    protected @Nullable Future<?> next(Object answer) throws IOException {
      sender = ((UdpSocket.Datagram) answer).sender();
      rest.append(received.flip());
      decoding = true;
      return first();
    }

    @Override
    protected Frame<I> result() {
      return new Frame<>(Objects.requireNonNull(frame), Objects.requireNonNull(sender));
    }

    @Override
    protected String label() {
      return "FramedDatagrams";
    }
  }

  private final class Send extends Steps<Void> {
    private final O frame;
    private final @Nullable InetSocketAddress target;
    private boolean mine;

    Send(O frame, @Nullable InetSocketAddress target) {
      this.frame = Objects.requireNonNull(frame, "frame");
      this.target = target;
    }

    @Override
    protected Future<?> first() throws IOException {
      if (sending) {
        throw new IllegalStateException("a frame is sent by another task: one at a time sends");
      }
      sending = true;
      mine = true;
      encoder.encode(frame, encoded.clear());
      return target == null ? socket.send(encoded.view()) : socket.sendTo(encoded.view(), target);
    }

    @Override
    protected @Nullable Future<?> next(Object answer) {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway") // the value of a Future<Void> is null
    protected Void result() {
      return null;
    }

    @Override
    protected void ended() {
      if (mine) {
        sending = false;
      }
    }

    @Override
    protected String label() {
      return "FramedDatagrams";
    }
  }
}
