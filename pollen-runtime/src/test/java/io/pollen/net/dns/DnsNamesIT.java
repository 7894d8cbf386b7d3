package io.pollen.net.dns;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.net.Dns;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.time.TestClock;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Which names are asked for, and which are known without.
class DnsNamesIT extends DnsTest {

  @Test
  void shortNamesAreLookedForBelowTheSearchDomains() throws Exception {
    NameServer server =
        answering(asked -> asked.name().equals("db.b.test") ? four(asked) : unknown(asked));
    DnsResolver resolver = asking(server).search("a.test", "b.test").ndots(2).build();
    assertThat(runtime.blockOn(resolver.resolve("db"))).hasToString("[db/192.0.2.1]");
    assertThat(server.asked.stream().map(NameServer.Asked::name).distinct())
        .containsExactly("db.a.test", "db.b.test");
    server.asked.clear();
    assertThatThrownBy(() -> resolve(resolver, "x.y.z")).isInstanceOf(UnknownHostException.class);
    assertThat(server.asked.stream().map(NameServer.Asked::name).distinct())
        .containsExactly("x.y.z", "x.y.z.a.test", "x.y.z.b.test");
    server.asked.clear();
    assertThatThrownBy(() -> resolve(resolver, "db.")).isInstanceOf(UnknownHostException.class);
    assertThat(server.asked.stream().map(NameServer.Asked::name).distinct()).containsExactly("db");
  }

  @Test
  void aSearchDomainThatFailsDoesNotHideTheNameItself() throws Exception {
    NameServer server =
        answering(asked ->
            asked.name().equals("db") ? four(asked) : Reply.to(asked).code(Reply.SERVFAIL));
    assertThat(resolve(asking(server).attempts(1).search("a.test").build(), "db"))
        .containsExactly("192.0.2.1");
  }

  @Test
  void theHostsFileGoesFirstAndLocalhostIsNotAskedFor() throws Exception {
    NameServer server = answering(DnsTest::four);
    Path hosts = Files.writeString(folder.resolve("hosts"), "192.0.2.5 Printer\n::5 printer\n");
    DnsResolver resolver = asking(server).hosts(hosts).build();
    assertThat(runtime.blockOn(resolver.resolve("PRINTER")))
        .hasToString("[PRINTER/192.0.2.5, PRINTER/0:0:0:0:0:0:0:5]");
    assertThat(resolve(resolver, "localhost")).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(resolve(resolver, "x.LocalHost.")).hasSize(2);
    assertThat(server.asked).isEmpty();
  }

  @Test
  void changedFilesAreNoticed() throws Exception {
    Path hosts = Files.writeString(folder.resolve("changing"), "192.0.2.5 printer\n");
    var clock = new TestClock();
    try (var virtual = AsyncRuntime.builder().currentThread().clock(clock).build()) {
      DnsResolver resolver =
          DnsResolver.builder().hosts(hosts).resolvConf(folder.resolve("none")).build();
      Function<Duration, Future<String>> after =
          wait ->
              async(() -> {
                await(sleep(wait));
                return await(resolver.resolve("printer")).toString();
              });
      assertThat(virtual.blockOn(after.apply(Duration.ZERO))).contains("192.0.2.5");
      Files.writeString(hosts, "192.0.2.6 printer\n");
      Files.setLastModifiedTime(hosts, FileTime.fromMillis(1_000_000));
      assertThat(virtual.blockOn(after.apply(Duration.ofSeconds(4)))).contains("192.0.2.5");
      assertThat(virtual.blockOn(after.apply(Duration.ofSeconds(2)))).contains("192.0.2.6");
    }
  }

  @Test
  void aRuntimesResolverIsUsedForEveryName() throws Exception {
    NameServer server =
        answering(asked -> asked.isFour() ? both(asked, "127.0.0.1", "") : Reply.to(asked));
    try (var own = AsyncRuntime.builder().resolver(asking(server).build()).build()) {
      assertThat(own.blockOn(Dns.lookup(HOST))).hasToString("[www.example.org/127.0.0.1]");
      try (var listener = own.blockOn(TcpListener.bind("127.0.0.1", 0));
          var client = own.blockOn(TcpStream.connect(HOST, listener.localAddress().getPort()))) {
        assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
      }
    }
  }

  @Test
  void withoutARuntimeItSaysWhatToDo() throws Exception {
    Future<?> lookup = DnsResolver.system().resolve(HOST);
    assertThatThrownBy(() -> Drive.drive(lookup))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs a Pollen runtime");
  }
}
