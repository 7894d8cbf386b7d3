package io.pollen.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  @TempDir Path folder;

  private Path generate(String... algorithm) throws Exception {
    Path key = folder.resolve("key.pem");
    String[] command = {"openssl", "genpkey", "-out", key.toString(), "-algorithm"};
    String[] all = new String[command.length + algorithm.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(algorithm, 0, all, command.length, algorithm.length);
    Tool.run(all);
    return key;
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("file.pem"), content);
  }

  @Test
  void keysOfTheUsualKindsAreRead() throws Exception {
    assertThat(Pem.privateKey(generate("RSA")).getAlgorithm()).isEqualTo("RSA");
    assertThat(Pem.privateKey(generate("ED25519")).getAlgorithm()).isEqualTo("EdDSA");
    assertThat(Pem.privateKey(generate("EC", "-pkeyopt", "ec_paramgen_curve:P-384")).getAlgorithm())
        .isEqualTo("EC");
  }

  @Test
  void aFileMayHoldAChainAKeyAndText() throws Exception {
    Certificates made = Certificates.get();
    Path all =
        file(
            "the server's certificate:\n"
                + Files.readString(made.server().chain())
                + "its authority's:\n"
                + Files.readString(made.authority())
                + Files.readString(made.server().key()));
    assertThat(Pem.certificates(all)).hasSize(2);
    assertThat(Pem.privateKey(all).getAlgorithm()).isEqualTo("EC");
    TlsServer server = TlsServer.builder().identity(all, all).build();
    TlsPair.open(Certificates.newClient().build(), server).close();
  }

  @Test
  void keysInOtherFormsAreRefusedWithWhatToDo() throws Exception {
    Path rsa = generate("RSA");
    Path traditional = folder.resolve("traditional.pem");
    Tool.run(
        "openssl", "pkey", "-in", rsa.toString(), "-traditional", "-out", traditional.toString());
    assertThatThrownBy(() -> Pem.privateKey(traditional))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    Path encrypted = folder.resolve("encrypted.pem");
    Tool.run(
        "openssl",
        "pkcs8",
        "-topk8",
        "-in",
        rsa.toString(),
        "-passout",
        "pass:x",
        "-out",
        encrypted.toString());
    assertThatThrownBy(() -> Pem.privateKey(encrypted))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("decrypt it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no PEM at all",
        "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA"
      })
  void aFileWithoutACertificateIsRefusedByName(String content) throws Exception {
    Path file = file(content);
    assertThatThrownBy(() -> TlsClient.builder().trust(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("file.pem");
  }

  @Test
  void aFileWithoutAKeyIsRefusedByName() throws Exception {
    Path chain = Certificates.get().server().chain();
    assertThatThrownBy(() -> Pem.privateKey(chain))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no key");
    Path damaged = file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> Pem.privateKey(damaged))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("file.pem");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    Path rsa = generate("RSA");
    Path chain = Certificates.get().server().chain();
    assertThatThrownBy(() -> TlsServer.builder().identity(chain, rsa))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not belong to the certificate");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() throws Exception {
    assertThatThrownBy(() -> TlsServer.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("identity(...)");
    TlsServer.Builder asking = Certificates.newServer().clientAuth(TlsServer.ClientAuth.WANT);
    assertThatThrownBy(asking::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("trust(...)");
    TlsClient.Builder odd = TlsClient.builder().protocols("TLSv9");
    assertThatThrownBy(odd::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TLSv9");
    TlsClient.Builder both =
        Certificates.newClient().context(javax.net.ssl.SSLContext.getDefault());
    assertThatThrownBy(both::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("leave");
  }
}
