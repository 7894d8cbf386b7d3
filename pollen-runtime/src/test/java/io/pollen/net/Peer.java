package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Another program that talks to a server, and says when it is ready.
record Peer(Process process, BufferedReader said) implements AutoCloseable {
  /// @param arguments what it is told behind the server's port
  static Peer start(EchoServer server, String program, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(String.valueOf(server.port())));
    all.addAll(List.of(arguments));
    Process process = Python.start(program, all.toArray(String[]::new));
    Peer peer = new Peer(process, process.inputReader());
    assertThat(peer.said.readLine()).isEqualTo("ready");
    return peer;
  }

  void signal(String signal) throws Exception {
    var kill = new ProcessBuilder("kill", signal, Long.toString(process.pid()));
    assertThat(kill.start().waitFor()).isZero();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    said.close();
  }
}
