package io.pollen.net.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static Settings settings(String resolvConf, String hosts) {
    return Overrides.NONE.applied(resolvConf.lines().toList(), hosts.lines().toList());
  }

  private static List<String> candidates(String resolvConf, String host) {
    return settings(resolvConf, "").candidates(host).stream().map(DnsName::toString).toList();
  }

  private static InetSocketAddress port53(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
  }

  @Test
  void aFileWithEverything() {
    Settings read =
        settings(
            """
            # a comment
            ; another one
            nameserver 192.0.2.1
            nameserver\t2001:db8::1
            nameserver not-an-address
            nameserver 192.0.2.3   # the third
            nameserver 192.0.2.4
            domain old.test
            search example.org  Sub.Example.org
            options ndots:3 timeout:7 attempts:4 rotate edns0 trust-ad
            """,
            "");
    assertThat(read.servers())
        .containsExactly(port53("192.0.2.1"), port53("2001:db8::1"), port53("192.0.2.3"));
    assertThat(read.search()).hasToString("[example.org, sub.example.org]");
    assertThat(read.ndots()).isEqualTo(3);
    assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(read.attempts()).isEqualTo(4);
    assertThat(read.rotate()).isTrue();
  }

  @Test
  void anEmptyFileMeansThisMachineAndTheDefaults() {
    Settings read = settings("", "");
    assertThat(read.servers()).containsExactly(port53("127.0.0.1"));
    assertThat(read.search()).isEmpty();
    assertThat(read.ndots()).isEqualTo(1);
    assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(read.attempts()).isEqualTo(2);
    assertThat(read.rotate()).isFalse();
  }

  @Test
  void valuesBeyondTheLimitsAreCutAndNonsenseIsPassedOver() {
    Settings read =
        settings(
            "options ndots:99 timeout:999 attempts:0 ndots:x :5 timeout:\nsearch .\nnameserver\n\n",
            "");
    assertThat(read.ndots()).isEqualTo(15);
    assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read.attempts()).isEqualTo(1);
    assertThat(read.search()).isEmpty();
  }

  @Test
  void shortNamesAreLookedForBelowTheDomainsFirst() {
    String conf = "search a.test b.test\noptions ndots:2";
    assertThat(candidates(conf, "host")).containsExactly("host.a.test", "host.b.test", "host");
    assertThat(candidates(conf, "host.x"))
        .containsExactly("host.x.a.test", "host.x.b.test", "host.x");
    assertThat(candidates(conf, "host.x.y"))
        .containsExactly("host.x.y", "host.x.y.a.test", "host.x.y.b.test");
    assertThat(candidates(conf, "host.")).containsExactly("host");
    assertThat(candidates("search a.test\noptions ndots:0", "host"))
        .containsExactly("host", "host.a.test");
  }

  @Test
  void aNameThatIsTooLongBelowADomainIsNotLookedForThere() {
    String part = "x".repeat(63);
    String longName = String.join(".", part, part, part, "y".repeat(55)); // 249 of 255 bytes
    assertThat(candidates("search a.test b.c", longName))
        .containsExactly(longName, longName + ".b.c");
  }

  @Test
  void whatIsNoNameIsRefused() {
    for (String text : List.of("", ".", "a..b", ".a", "x".repeat(64), "a.".repeat(128) + "a")) {
      assertThatThrownBy(() -> DnsName.of(text))
          .as("'%s'", text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(DnsName.of("Bücher.Example.")).hasToString("xn--bcher-kva.example");
    assertThat(DnsName.of("_srv.a-b.c1")).hasToString("_srv.a-b.c1");
    assertThat(new DnsName("\3a.\1\0")).hasToString("a\\046\\001");
  }

  @Test
  void hostsHaveAllTheirAddressesInTheFilesOrder() throws Exception {
    var hosts =
        settings(
                "",
                """
                127.0.0.1 localhost
                ::1       localhost ip6-localhost # both
                # 192.0.2.9 commented
                nonsense  host
                192.0.2.1 Printer.Example printer
                192.0.2.1 printer
                192.0.2.2
                """)
            .hosts();
    assertThat(hosts).containsOnlyKeys("localhost", "ip6-localhost", "printer.example", "printer");
    assertThat(hosts.get("localhost"))
        .containsExactly(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    assertThat(hosts.get("printer")).containsExactly(InetAddress.ofLiteral("192.0.2.1"));
  }

  @Test
  void theProgramsOwnSettingsGoBeforeTheFiles() {
    var server = port53("192.0.2.77");
    Settings read =
        Overrides.NONE
            .withServers(List.of(server))
            .withNdots(4)
            .withSearch(List.of())
            .withTimeout(Duration.ofMillis(9))
            .withAttempts(7)
            .withRotate(false)
            .applied(List.of("nameserver 192.0.2.1", "search a.test", "options rotate"), List.of());
    assertThat(read.servers()).containsExactly(server);
    assertThat(read.ndots()).isEqualTo(4);
    assertThat(read.search()).isEmpty();
    assertThat(read.timeout()).isEqualTo(Duration.ofMillis(9));
    assertThat(read.attempts()).isEqualTo(7);
    assertThat(read.rotate()).isFalse();
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    DnsResolver.Builder builder = DnsResolver.builder();
    assertThatThrownBy(builder::nameServers).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.nameServers(InetSocketAddress.createUnresolved("dns", 53)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.ndots(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.attempts(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.search("a.test", "a..b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("search: 'a..b' is not a domain");
  }
}
