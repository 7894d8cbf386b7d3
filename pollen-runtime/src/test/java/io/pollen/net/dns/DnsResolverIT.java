package io.pollen.net.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.LookupException;
import io.pollen.net.Resolver;
import io.pollen.runtime.driver.DriverKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What comes of a look-up, over real sockets.
class DnsResolverIT extends DnsTest {

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "NIO"})
  void bothFamiliesAreAskedForAtOnce(DriverKind kind) throws Exception {
    CountDownLatch two = new CountDownLatch(2);
    NameServer server =
        answering(asked -> {
          two.countDown();
          return both(asked, "127.0.0.9", "::1");
        });
    runtime = runtime(kind);
    assertThat(resolve(asking(server).build(), HOST))
        .containsExactlyInAnyOrder("127.0.0.9", "0:0:0:0:0:0:0:1");
    assertThat(server.questions()).containsExactlyInAnyOrder(HOST + " A", HOST + " AAAA");
    assertThat(two.getCount()).isZero();
    assertThat(server.asked.get(0).sender()).isNotEqualTo(server.asked.get(1).sender());
  }

  @Test
  void addressesCarryTheNameThatWasAskedFor() throws Exception {
    DnsResolver resolver = asking(answering(DnsTest::four)).build();
    assertThat(runtime.blockOn(resolver.resolve("WWW.example.org")))
        .hasToString("[WWW.example.org/192.0.2.1]");
  }

  @Test
  void anAddressWithoutAWayToItDoesNotComeFirst() throws Exception {
    // 2001:db8::/32 is for documentation: where this machine has IPv6, it may think it has a way.
    boolean reached = runtime.blockOn(Route.to(InetAddress.ofLiteral("2001:db8::1")));
    NameServer server = answering(asked -> both(asked, "192.0.2.1", "2001:db8::1"));
    String six = "2001:db8:0:0:0:0:0:1";
    assertThat(resolve(asking(server).build(), HOST))
        .containsExactly(reached ? six : "192.0.2.1", reached ? "192.0.2.1" : six);
  }

  @Test
  void aliasesAreFollowedInTheMessageAndBeyondIt() throws Exception {
    NameServer server =
        answering(asked ->
            switch (asked.name()) {
              case HOST ->
                  Reply.to(asked).alias(HOST, 50, "cdn.test").alias("cdn.test", 70, "edge.test");
              default -> four(asked);
            });
    DnsResolver resolver = asking(server).build();
    Resolver.Found found = runtime.blockOn(resolver.find(HOST));
    assertThat(found.addresses()).hasToString("[www.example.org/192.0.2.1]");
    assertThat(found.validFor()).isEqualTo(Duration.ofSeconds(50));
    assertThat(server.questions())
        .containsExactlyInAnyOrder(HOST + " A", HOST + " AAAA", "edge.test A", "edge.test AAAA");
  }

  @Test
  void aliasesThatNeverEndAreGivenUp() throws Exception {
    NameServer server =
        answering(asked -> Reply.to(asked).alias(asked.name(), 60, "x" + asked.name()));
    assertThatThrownBy(() -> resolve(asking(server).attempts(1).build(), "a.test"))
        .isInstanceOf(LookupException.class)
        .hasMessageContaining("aliases");
    assertThat(server.asked).hasSizeLessThan(40);
  }

  @Test
  void theServersTtlIsTold() throws Exception {
    DnsResolver resolver = asking(answering(DnsTest::four)).build();
    assertThat(runtime.blockOn(resolver.find(HOST)).validFor()).isEqualTo(Duration.ofSeconds(300));
  }

  @Test
  void theMemoryOfACachedResolverObeysTheTtl() throws Exception {
    NameServer server =
        answering(asked -> {
          Reply reply = Reply.to(asked);
          long ttl = asked.name().equals("gone.test") ? 0 : 300;
          return asked.isFour() ? reply.address(asked.name(), ttl, "192.0.2.1") : reply;
        });
    Resolver resolver = asking(server).build().cached(Duration.ofHours(1), Duration.ofHours(1), 9);
    for (int i = 0; i < 3; i++) {
      runtime.blockOn(resolver.resolve(HOST));
      runtime.blockOn(resolver.resolve("gone.test"));
    }
    assertThat(server.asked).hasSize(2 + 3 * 2);
  }

  @Test
  void thatThereIsNoSuchNameIsSaidAndForHowLong() throws Exception {
    NameServer server = answering(DnsTest::unknown);
    assertThatThrownBy(() -> resolve(asking(server).build(), HOST))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("unknown host: www.example.org: there is no such name: check the spelling")
        .isInstanceOfSatisfying(
            LookupException.class,
            e -> assertThat(e.validFor()).isEqualTo(Duration.ofSeconds(120)));
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void aNameWithoutAnAddressIsSaidToExist() throws Exception {
    NameServer server = answering(asked -> Reply.to(asked).authority("example.org", 60, 3600));
    assertThatThrownBy(() -> resolve(asking(server).build(), HOST))
        .hasMessageContaining("the name exists, but has no address")
        .isInstanceOfSatisfying(
            LookupException.class, e -> assertThat(e.validFor()).isEqualTo(Duration.ofSeconds(60)));
  }

  @Test
  void aServersFailureIsNoStatementAboutTheName() throws Exception {
    NameServer first = answering(asked -> Reply.to(asked).code(Reply.SERVFAIL));
    NameServer second = answering(asked -> Reply.to(asked).code(Reply.REFUSED));
    assertThatThrownBy(() -> resolve(asking(first, second).build(), HOST))
        .hasMessageContaining("no name server could tell")
        .hasMessageContaining("port " + first.address().getPort() + " has answered SERVFAIL")
        .hasMessageContaining("port " + second.address().getPort() + " has answered REFUSED")
        .isInstanceOfSatisfying(LookupException.class, e -> assertThat(e.validFor()).isZero());
    assertThat(first.asked).hasSize(4); // two families, two attempts
  }

  @Test
  void silenceIsSaidToBeSilence() throws Exception {
    NameServer server = saying(asked -> List.of());
    assertThatThrownBy(() -> resolve(asking(server).timeout(SHORT).build(), HOST))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no name server could tell")
        .hasMessageContaining("has not answered within 50 ms");
  }

  @Test
  void whatFailedIsNotRemembered() throws Exception {
    AtomicInteger questions = new AtomicInteger();
    NameServer server =
        answering(asked ->
            questions.incrementAndGet() <= 2 ? Reply.to(asked).code(Reply.SERVFAIL) : four(asked));
    Resolver resolver =
        asking(server).attempts(1).build().cached(Duration.ofHours(1), Duration.ofHours(1), 9);
    assertThatThrownBy(() -> runtime.blockOn(resolver.resolve(HOST)))
        .isInstanceOf(UnknownHostException.class);
    assertThat(runtime.blockOn(resolver.resolve(HOST))).hasSize(1);
  }

  @Test
  void whatIsNoNameIsNotAskedFor() throws Exception {
    NameServer server = answering(DnsTest::four);
    assertThatThrownBy(() -> resolve(asking(server).build(), "a..b"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("not the name of a host");
    assertThat(server.asked).isEmpty();
  }
}
