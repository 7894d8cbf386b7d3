package io.pollen.tls;

import io.pollen.Future;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Subject;
import io.pollen.io.Duplex;
import io.pollen.io.Io;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The laws of polling and dropping, for every operation of a stream that waits.
class TlsLawsTest {
  private static final int CAPACITY = 8_000;

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        waiting(
            "read",
            stream -> stream.read(ByteBuffer.allocate(4)),
            peer -> drive(peer.writeAll(TlsPair.bytes("x")))),
        waiting(
            "read of the end",
            stream -> stream.read(ByteBuffer.allocate(4)),
            peer -> drive(peer.shutdown())),
        full("write", stream -> stream.write(ByteBuffer.allocate(1))),
        full("writeAll", stream -> stream.writeAll(ByteBuffer.allocate(1), ByteBuffer.allocate(1))),
        full("flush", TlsStream::flush),
        full("shutdown", TlsStream::shutdown));
  }

  private static Subject waiting(
      String name, Function<TlsStream, Future<?>> make, Consumer<TlsStream> complete) {
    return Subject.leaf(
        name,
        () -> {
          TlsPair pair = open();
          return Subject.leafCase(make.apply(pair.client()), () -> complete.accept(pair.server()));
        });
  }

  /// An operation of a stream whose transport is full, until the peer reads.
  private static Subject full(String name, Function<TlsStream, Future<?>> make) {
    return Subject.leaf(
        name,
        () -> {
          TlsPair pair = open();
          drive(pair.client().write(ByteBuffer.allocate(CAPACITY)));
          return Subject.leafCase(make.apply(pair.client()), () -> takeWhatIsThere(pair.server()));
        });
  }

  /// The rest of the record is still with the writer, so this read waits for it.
  private static void takeWhatIsThere(TlsStream from) {
    try {
      Future<Integer> read = from.read(ByteBuffer.allocate(CAPACITY));
      if (TlsPair.isPending(read)) {
        read.drop();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static TlsPair open() {
    try {
      Duplex pipes = Io.duplex(CAPACITY);
      return TlsPair.open(
          Certificates.newClient().build(),
          pipes.left(),
          Certificates.newServer().build(),
          pipes.right());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void drive(Future<?> future) {
    try {
      TlsPair.now(future);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
