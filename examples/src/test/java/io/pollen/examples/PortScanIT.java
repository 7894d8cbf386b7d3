package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PortScanIT {
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) open, (\\d+) closed, (\\d+) without an answer");

  @Test
  void findsTheOpenPortsAndCountsTheOthers() throws Exception {
    var open = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < 5; i++) {
        open.add(new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1")));
      }
      int lowest = open.stream().mapToInt(ServerSocket::getLocalPort).min().orElseThrow();
      int highest = open.stream().mapToInt(ServerSocket::getLocalPort).max().orElseThrow();
      int from = Math.max(1, lowest - 100);
      int to = Math.min(65_535, highest + 100);
      try (var scan = Example.start("PortScan", "127.0.0.1", from + "-" + to)) {
        assertThat(scan.exitCode(60)).isZero();
        assertThat(scan.err()).isEmpty();
        for (ServerSocket socket : open) {
          assertThat(scan.out().lines()).contains(socket.getLocalPort() + " open");
        }
        var summary = SUMMARY.matcher(scan.out());
        assertThat(summary.find()).as(scan.out()).isTrue();
        long shown = scan.out().lines().filter(line -> line.endsWith(" open")).count();
        assertThat(Long.parseLong(summary.group(1))).isEqualTo(shown);
        assertThat(
                Long.parseLong(summary.group(1))
                    + Long.parseLong(summary.group(2))
                    + Long.parseLong(summary.group(3)))
            .isEqualTo(to - from + 1);
      }
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void scansByNameWithFewDescriptors() throws Exception {
    try (var open = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
      int port = open.getLocalPort();
      try (var scan = Example.start("PortScan", "localhost", port + "-" + port)) {
        assertThat(scan.exitCode(60)).isZero();
        assertThat(scan.out())
            .contains(port + " open")
            .contains("1 open, 0 closed, 0 without an answer");
      }
    }
  }

  @Test
  void anUnknownHostIsSaidInOneLine() throws Exception {
    try (var scan = Example.start("PortScan", "no-such-host.invalid", "1-10")) {
      assertThat(scan.exitCode(60)).isEqualTo(1);
      assertThat(scan.err().lines()).hasSize(1);
      assertThat(scan.err()).startsWith("PortScan: ").contains("no-such-host.invalid");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost 9-8"})
  void wrongArgumentsShowTheUsage(String arguments) throws Exception {
    try (var wrong = Example.start("PortScan", arguments.split(" "))) {
      assertThat(wrong.exitCode(60)).isEqualTo(2);
      assertThat(wrong.err()).startsWith("usage: PortScan HOST FROM-TO");
    }
  }
}
