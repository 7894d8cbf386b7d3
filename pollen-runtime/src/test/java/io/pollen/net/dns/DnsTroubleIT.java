package io.pollen.net.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.LookupException;
import io.pollen.net.Resolver;
import io.pollen.net.UdpSocket;
import io.pollen.runtime.driver.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Servers that fail, lie, or are silent, and a network that loses datagrams.
class DnsTroubleIT extends DnsTest {

  @Test
  void aDatagramThatIsLostIsSentAgain() throws Exception {
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    NameServer server =
        saying(asked -> seen.add(asked.type()) ? List.of() : List.of(four(asked).bytes()));
    assertThat(resolve(asking(server).timeout(SHORT).attempts(100).build(), HOST))
        .containsExactly("192.0.2.1");
    assertThat(server.asked).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void theNextServerIsAskedWhenOneFailsOrIsNotThere() throws Exception {
    NameServer good = answering(DnsTest::four);
    NameServer failing = answering(asked -> Reply.to(asked).code(Reply.SERVFAIL));
    NameServer lame = answering(asked -> Reply.to(asked).flags(0, 0x0480));
    InetSocketAddress nobody;
    try (UdpSocket free = runtime.blockOn(UdpSocket.bind("127.0.0.1", 0))) {
      nobody = free.localAddress();
    }
    DnsResolver resolver =
        asking(good).nameServers(nobody, failing.address(), lame.address(), good.address()).build();
    assertThat(resolve(resolver, HOST)).containsExactly("192.0.2.1");
    assertThat(failing.asked).hasSize(2);
    assertThat(lame.asked).hasSize(2);
  }

  @Test
  void lookUpsBeginWithAnotherServerEachWhenTheyAreToldTo() throws Exception {
    NameServer first = answering(DnsTest::four);
    NameServer second = answering(DnsTest::four);
    DnsResolver resolver = asking(first, second).rotate(true).build();
    for (int i = 0; i < 4; i++) {
      resolve(resolver, HOST);
    }
    assertThat(first.asked).hasSize(4);
    assertThat(second.asked).hasSize(4);
  }

  @Test
  void guessesAreNotBelieved() throws Exception {
    try (DatagramSocket stranger = new DatagramSocket()) {
      NameServer server =
          saying(asked -> {
            String bad = asked.isFour() ? "203.0.113.66" : "2001:db8::66";
            byte[] right = Reply.to(asked).address(asked.name(), 300, bad).bytes();
            send(stranger, right, asked.sender()); // right, but for where it comes from
            return List.of(
                new byte[0],
                new byte[] {1, 2, 3},
                Reply.to(asked.id() ^ 1, asked.name(), asked.type())
                    .address(asked.name(), 300, bad)
                    .bytes(),
                Reply.to(asked.id(), "evil.test", asked.type())
                    .address("evil.test", 300, bad)
                    .bytes(),
                Reply.to(asked.id(), asked.name(), 16).address(asked.name(), 300, bad).bytes(),
                Reply.to(asked).address(asked.name(), 300, bad).flags(0, 0x8000).bytes(),
                four(asked).address("elsewhere.test", 300, bad).bytes());
          });
      assertThat(resolve(asking(server).build(), HOST)).containsExactly("192.0.2.1");
    }
  }

  /// Between the binding and the connecting anybody can send there.
  @Test
  void aDatagramFromBeforeTheConnectIsNotBelievedWithoutItsSender() throws Exception {
    NameServer server = answering(DnsTest::four);
    Question question = new Question(DnsName.of(HOST), Question.A);
    UdpSocket socket = runtime.blockOn(UdpSocket.bind("127.0.0.1", 0)); // the exchange's
    try (DatagramSocket stranger = new DatagramSocket()) {
      byte[] right = Reply.to(7, HOST, Question.A).address(HOST, 300, "203.0.113.66").bytes();
      send(stranger, right, socket.localAddress());
      runtime.blockOn(socket.peekFrom(ByteBuffer.allocate(1))); // it is there
    }
    Message answer = runtime.blockOn(UdpExchange.over(socket, server.address(), question, 7));
    assertThat(Answer.of(answer, question))
        .isEqualTo(new Answer.Addresses(List.of(InetAddress.ofLiteral("192.0.2.1")), 300));
    assertThat(socket.isOpen()).isFalse();
  }

  @Test
  void serversAreCountedRoundAndRoundAlsoBeyondTheLargestNumber() throws Exception {
    NameServer good = answering(DnsTest::four);
    NameServer failing = answering(asked -> Reply.to(asked).code(Reply.SERVFAIL));
    Question question = new Question(DnsName.of(HOST), Question.A);
    // Of both 2 and 3 servers the largest int stands for the second one.
    for (int size = 2; size <= 3; size++) {
      var servers = new ArrayList<>(Collections.nCopies(size, failing.address()));
      servers.set(0, good.address());
      Settings settings =
          new Settings(
              servers, List.of(), 1, Duration.ofSeconds(20), Integer.MAX_VALUE, true, Map.of());
      failing.asked.clear();
      Inquiry inquiry = new Inquiry(settings, new Random(1), Integer.MAX_VALUE, question);
      assertThat(runtime.blockOn(inquiry)).isInstanceOf(Answer.Addresses.class);
      assertThat(failing.asked).hasSize(size - 1);
    }
  }

  @Test
  void allServersAreAskedForTheNameBehindAnAlias() throws Exception {
    NameServer first =
        answering(asked ->
            asked.name().equals(HOST) ? Reply.to(asked).code(Reply.SERVFAIL) : four(asked));
    NameServer second =
        answering(asked ->
            asked.name().equals(HOST)
                ? Reply.to(asked).alias(HOST, 60, "elsewhere.test")
                : Reply.to(asked).code(Reply.SERVFAIL));
    assertThat(resolve(asking(first, second).attempts(1).build(), HOST))
        .containsExactly("192.0.2.1");
    // who knew the alias is asked first
    assertThat(second.questions()).contains("elsewhere.test A", "elsewhere.test AAAA");
  }

  private static void send(DatagramSocket from, byte[] bytes, InetSocketAddress to) {
    try {
      from.send(new DatagramPacket(bytes, bytes.length, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void idsAndPortsDifferFromQuestionToQuestion() throws Exception {
    NameServer server = answering(DnsTest::four);
    DnsResolver resolver = asking(server).build();
    for (int i = 0; i < 20; i++) {
      resolve(resolver, HOST);
    }
    Set<Integer> ids = new HashSet<>();
    Set<Integer> ports = new HashSet<>();
    server.asked.forEach(asked -> {
      ids.add(asked.id());
      ports.add(asked.sender().getPort());
    });
    assertThat(ids).hasSizeGreaterThan(30); // of 40: two may be the same by chance
    assertThat(ports).hasSizeGreaterThan(20);
  }

  @Test
  void aTruncatedAnswerIsFetchedOverTcp() throws Exception {
    NameServer server =
        answering(asked -> {
          Reply reply = Reply.to(asked);
          if (!asked.tcp()) {
            return reply.truncated();
          }
          for (int i = 0; i < 200 && asked.isFour(); i++) {
            reply.address(asked.name(), 300, "192.0.2." + i);
          }
          return reply;
        });
    assertThat(resolve(asking(server).build(), HOST)).hasSize(200);
    assertThat(server.questions())
        .contains(HOST + " A", HOST + " A tcp", HOST + " AAAA", HOST + " AAAA tcp");
  }

  @Test
  void malformedAnswersAreAFailureOfTheirServer() throws Exception {
    NameServer bad =
        saying(asked -> {
          byte[] bytes = Reply.to(asked).address(asked.name(), 300, "192.0.2.7").bytes();
          return List.of(Arrays.copyOf(bytes, bytes.length - 1));
        });
    NameServer overTcp =
        saying(asked -> List.of(asked.tcp() ? new byte[5] : Reply.to(asked).truncated().bytes()));
    assertThatThrownBy(() -> resolve(asking(bad, overTcp).build(), HOST))
        .isInstanceOf(LookupException.class)
        .hasMessageContaining("malformed message: it ends after")
        .hasMessageContaining("malformed message: it answers another question");
    NameServer good = answering(DnsTest::four);
    assertThat(resolve(asking(bad, overTcp, good).build(), HOST)).containsExactly("192.0.2.1");
  }

  @Test
  void oneFamilysFailureDoesNotHideTheOthersAddresses() throws Exception {
    NameServer server =
        answering(asked -> asked.isFour() ? four(asked) : Reply.to(asked).code(Reply.SERVFAIL));
    Resolver.Found found = runtime.blockOn(asking(server).build().find(HOST));
    assertThat(found.addresses()).hasSize(1);
    assertThat(found.validFor()).isZero(); // the other half may come later
  }

  @Test
  void aDroppedLookUpLeavesNoSocket() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    NameServer server =
        saying(question -> {
          asked.countDown();
          return List.of();
        });
    var lookup = runtime.spawn(asking(server).build().resolve(HOST));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    lookup.abort();
    runtime.blockOn(lookup.catching());
    assertThat(drivers.stream().mapToInt(Driver::registered).sum()).isZero();
  }
}
