package io.pollen.net.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.LookupException;
import io.pollen.net.Resolver;
import io.pollen.runtime.AsyncRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a name server of the world: dnsmasq, which is the only one that knows the domain `test`.
@Timeout(60)
class DnsmasqIT {
  private static final String PROGRAM = "/usr/sbin/dnsmasq";
  private static final int MANY = 100;

  @TempDir static Path folder;

  private static Process dnsmasq;
  private static int port;
  private static AsyncRuntime runtime;

  @BeforeAll
  static void start() throws Exception {
    runtime = AsyncRuntime.builder().workerThreads(2).build();
    port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM,
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file",
                "--log-facility=-",
                "--user=" + System.getProperty("user.name"),
                "--no-resolv",
                "--no-hosts",
                "--bind-interfaces",
                "--listen-address=127.0.0.1",
                "--port=" + port,
                "--local-ttl=77",
                "--local=/test/",
                "--host-record=both.test,192.0.2.1,2001:db8::1",
                "--host-record=four.test,192.0.2.4",
                "--txt-record=text.test,words",
                "--cname=alias.test,other.test",
                "--cname=other.test,both.test"));
    for (int i = 1; i <= MANY; i++) {
      command.add("--host-record=many.test,192.0.2." + i);
    }
    try {
      dnsmasq = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs " + PROGRAM + ": install it (apt-get install dnsmasq-base)", e);
    }
    BufferedReader log = dnsmasq.inputReader();
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      if (line.contains("started")) {
        Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {})); // it must not block
        return;
      }
    }
    throw new AssertionError("dnsmasq has not started: " + said);
  }

  /// One that is free for UDP and TCP.
  private static int freePort() throws IOException {
    while (true) {
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
          DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
        return udp.getLocalPort();
      } catch (BindException taken) {
        // For UDP, by somebody else: another one.
      }
    }
  }

  @AfterAll
  static void end() throws Exception {
    runtime.close();
    if (dnsmasq != null) {
      dnsmasq.destroy();
      dnsmasq.waitFor();
    }
  }

  private static DnsResolver.Builder resolver() {
    return DnsResolver.builder()
        .hosts(folder.resolve("none"))
        .resolvConf(folder.resolve("none"))
        .nameServers(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  private static Resolver.Found find(String host) throws Exception {
    return runtime.blockOn(resolver().build().find(host));
  }

  @Test
  void bothFamilies() throws Exception {
    Resolver.Found found = find("both.test");
    assertThat(found.addresses())
        .extracting(InetAddress::toString)
        .containsExactlyInAnyOrder("both.test/192.0.2.1", "both.test/2001:db8:0:0:0:0:0:1");
    assertThat(found.validFor()).isEqualTo(Duration.ofSeconds(77));
    assertThat(find("FOUR.test").addresses()).hasToString("[FOUR.test/192.0.2.4]");
  }

  @Test
  void aliases() throws Exception {
    assertThat(find("alias.test").addresses())
        .extracting(InetAddress::toString)
        .containsExactlyInAnyOrder("alias.test/192.0.2.1", "alias.test/2001:db8:0:0:0:0:0:1");
  }

  @Test
  void anAnswerThatNeedsTcp() throws Exception {
    assertThat(find("many.test").addresses()).hasSize(MANY);
  }

  @Test
  void whatThereIsNot() {
    assertThatThrownBy(() -> find("nothing.test"))
        .isInstanceOf(LookupException.class)
        .hasMessageContaining("there is no such name");
    assertThatThrownBy(() -> find("text.test"))
        .isInstanceOf(LookupException.class)
        .hasMessageContaining("has no address");
    // It asks nobody about other domains, and says so.
    assertThatThrownBy(() -> find("example.org."))
        .isInstanceOf(LookupException.class)
        .hasMessageContaining("REFUSED");
  }

  @Test
  void aShortName() throws Exception {
    DnsResolver resolver = resolver().search("nowhere.test", "test").build();
    assertThat(runtime.blockOn(resolver.resolve("four"))).hasToString("[four/192.0.2.4]");
  }
}
