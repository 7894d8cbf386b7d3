package io.pollen.net.dns;

import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What tests of look-ups share: name servers that say what a test wants, and a runtime.
@Timeout(60)
abstract class DnsTest {
  static final String HOST = "www.example.org";
  static final Duration SHORT = Duration.ofMillis(50);

  @TempDir static Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  final List<Driver> drivers = new CopyOnWriteArrayList<>();
  AsyncRuntime runtime = runtime(DriverKind.AUTO);

  AsyncRuntime runtime(DriverKind kind) {
    AsyncRuntime made =
        AsyncRuntime.builder()
            .workerThreads(1)
            .drivers(() -> {
              Driver driver = Drivers.open(kind);
              drivers.add(driver);
              return driver;
            })
            .build();
    open.add(made);
    return made;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  NameServer answering(Function<NameServer.Asked, Reply> script) throws Exception {
    NameServer server = NameServer.answering(script);
    open.add(server);
    return server;
  }

  NameServer saying(Function<NameServer.Asked, List<byte[]>> script) throws Exception {
    NameServer server = NameServer.saying(script);
    open.add(server);
    return server;
  }

  static DnsResolver.Builder asking(NameServer... servers) throws Exception {
    InetSocketAddress[] addresses = new InetSocketAddress[servers.length];
    for (int i = 0; i < servers.length; i++) {
      addresses[i] = servers[i].address();
    }
    return DnsResolver.builder()
        .hosts(folder.resolve("none"))
        .resolvConf(folder.resolve("none"))
        .timeout(Duration.ofSeconds(20))
        .nameServers(addresses);
  }

  List<String> resolve(DnsResolver resolver, String host) throws Exception {
    return runtime.blockOn(resolver.resolve(host)).stream()
        .map(InetAddress::getHostAddress)
        .toList();
  }

  static Reply both(NameServer.Asked asked, String four, String six) {
    return Reply.to(asked).address(asked.name(), 300, asked.isFour() ? four : six);
  }

  static Reply four(NameServer.Asked asked) {
    Reply reply = Reply.to(asked);
    return asked.isFour() ? reply.address(asked.name(), 300, "192.0.2.1") : reply;
  }

  static Reply unknown(NameServer.Asked asked) {
    return Reply.to(asked).code(Reply.NXDOMAIN).authority("example.org", 900, 120);
  }
}
