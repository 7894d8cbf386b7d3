package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The certificate, signed by nobody else, that all TLS servers of a run show and that their load
/// trusts, and the JDK's TLS with it.
final class Identity {
  private static final String PROPERTY = "pollen.bench.identity";
  private static final String PASSWORD = "no secret";

  private Identity() {}

  /// Makes one by the JDK's keytool: a P-256 key.
  ///
  /// @return the key store, in the folder for builds
  static Path make(Path root) throws Failure {
    Path store = root.resolve(".pollen/peers/identity.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    try {
      Files.createDirectories(store.getParent());
      Files.deleteIfExists(store);
      Process process =
          new ProcessBuilder(
                  keytool.toString(),
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  "EC",
                  "-groupname",
                  "secp256r1",
                  "-dname",
                  "CN=localhost",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  PASSWORD,
                  "-keystore",
                  store.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new Failure(keytool + " makes no certificate");
      }
      return store;
    } catch (IOException e) {
      throw new Failure(keytool + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while making a certificate");
    }
  }

  /// The flag that tells a JVM where it is.
  static String flag(Path store) {
    return "-D" + PROPERTY + "=" + store;
  }

  /// The JDK's TLS for a JVM with that flag, either side.
  static SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(System.getProperty(PROPERTY, "")))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
