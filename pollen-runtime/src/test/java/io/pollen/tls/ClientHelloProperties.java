package io.pollen.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The first words of clients, and of others.
class ClientHelloProperties {
  private static final byte[] HELLO = hello("www.example.org");

  /// What the JDK's client says first.
  private static byte[] hello(String host) {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(host == null ? List.of() : List.of(new SNIHostName(host)));
      engine.setSSLParameters(parameters);
      ByteBuffer to = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), to);
      return Arrays.copyOf(to.array(), to.position());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Example
  void theHostIsFoundAndTheRecordStaysAsItIs() {
    ByteBuffer record = ByteBuffer.wrap(HELLO);
    assertThat(ClientHello.host(record)).isEqualTo("www.example.org");
    assertThat(record.remaining()).isEqualTo(HELLO.length);
    assertThat(ClientHello.host(ByteBuffer.wrap(hello(null)))).isNull();
  }

  @Property
  void whateverIsCutOffThereIsNoHostOrTheRightOne(@ForAll @IntRange(max = 2_000) int length) {
    int most = Math.min(length, HELLO.length - 1);
    assertThat(ClientHello.host(ByteBuffer.wrap(HELLO, 0, most))).isNull();
  }

  @Property(tries = 2_000)
  void anyBytesMayCome(
      @ForAll byte[] bytes, @ForAll @IntRange(max = 600) int place, @ForAll byte value) {
    ClientHello.host(ByteBuffer.wrap(bytes));
    byte[] damaged = HELLO.clone();
    damaged[place % damaged.length] = value;
    ClientHello.host(ByteBuffer.wrap(damaged)); // neither throws
  }
}
