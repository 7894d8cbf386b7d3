package io.pollen.tls;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/// A test authority and what it has signed, made once by openssl and keytool.
///
/// @param authority its certificate
/// @param server of `localhost` and `127.0.0.1`
/// @param client of somebody
/// @param other of `other.test`
/// @param selfSigned of `localhost`, signed by nobody else
/// @param expired a key store with one of `localhost` that is over
public record Certificates(
    Path authority,
    Identity server,
    Identity client,
    Identity other,
    Identity selfSigned,
    KeyStore expired) {
  static final char[] PASSWORD = "secret".toCharArray();

  /// PEM files.
  public record Identity(Path chain, Path key) {}

  private static final class Holder {
    static final Certificates MADE = make();
  }

  static Certificates get() {
    return Holder.MADE;
  }

  static TlsServer.Builder newServer(Identity identity) throws Exception {
    return TlsServer.builder().identity(identity.chain, identity.key);
  }

  public static TlsServer.Builder newServer() throws Exception {
    return newServer(get().server);
  }

  /// A client that trusts the authority.
  public static TlsClient.Builder newClient() throws Exception {
    return TlsClient.builder().trust(get().authority);
  }

  /// A new identity of `host`, which may be a pattern, signed by the authority.
  static Identity of(String host) throws Exception {
    Path authority = get().authority;
    return identity(
        authority.getParent(),
        host.replace('*', '_'),
        new Identity(authority, authority.resolveSibling("authority.key")),
        "subjectAltName=DNS:" + host);
  }

  private static Certificates make() {
    try {
      Path folder = Files.createTempDirectory("pollen-tls");
      folder.toFile().deleteOnExit();
      Identity authority = identity(folder, "authority", null, "basicConstraints=critical,CA:TRUE");
      Identity server =
          identity(folder, "server", authority, "subjectAltName=DNS:localhost,IP:127.0.0.1");
      Identity client = identity(folder, "client", authority, "subjectAltName=DNS:client.test");
      Identity other = identity(folder, "other", authority, "subjectAltName=DNS:other.test");
      Identity alone = identity(folder, "alone", null, "subjectAltName=DNS:localhost");
      KeyStore expired = expired(folder, authority);
      return new Certificates(authority.chain, server, client, other, alone, expired);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Identity identity(Path folder, String name, Identity signer, String extension)
      throws Exception {
    Path chain = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-addext",
                extension,
                "-out",
                chain.toString(),
                "-keyout",
                key.toString()));
    if (signer != null) {
      command.addAll(List.of("-CA", signer.chain.toString(), "-CAkey", signer.key.toString()));
    }
    Tool.run(command.toArray(String[]::new));
    chain.toFile().deleteOnExit();
    key.toFile().deleteOnExit();
    return new Identity(chain, key);
  }

  /// openssl has no option for a validity in the past, keytool has.
  private static KeyStore expired(Path folder, Identity authority) throws Exception {
    String password = new String(PASSWORD);
    String file = folder.resolve("expired.p12").toString();
    Path.of(file).toFile().deleteOnExit();
    Tool.run(
        "openssl",
        "pkcs12",
        "-export",
        "-name",
        "authority",
        "-in",
        authority.chain.toString(),
        "-inkey",
        authority.key.toString(),
        "-out",
        file,
        "-passout",
        "pass:" + password);
    Tool.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "expired",
        "-signer",
        "authority",
        "-keyalg",
        "EC",
        "-dname",
        "CN=expired",
        "-ext",
        "san=dns:localhost",
        "-startdate",
        "-10d",
        "-validity",
        "5",
        "-keystore",
        file,
        "-storepass",
        password);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream stored = Files.newInputStream(Path.of(file))) {
      store.load(stored, PASSWORD);
    }
    store.deleteEntry("authority");
    return store;
  }
}
