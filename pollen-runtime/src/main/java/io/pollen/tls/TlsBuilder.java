package io.pollen.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What clients and servers have in common: describes a [TlsClient] or [TlsServer]. Files are read
/// at once, on the calling thread. Not thread-safe.
///
/// @param <B> the type of the builder itself
public abstract sealed class TlsBuilder<B extends TlsBuilder<B>>
    permits TlsClient.Builder, TlsServer.Builder {
  /// The key store never leaves the memory, so its password keeps no secret; some must be.
  private static final char[] IN_MEMORY = {'-'};

  private @Nullable SSLContext context;
  private @Nullable Provider provider;
  private KeyManager @Nullable [] identity;
  private TrustManager @Nullable [] trust;
  private List<String> applicationProtocols = List.of();
  private List<String> protocols = List.of();
  Duration handshakeTimeout = Duration.ofSeconds(10);
  boolean toleratesTruncation;

  TlsBuilder() {}

  abstract B self();

  boolean hasIdentity() {
    return context != null || identities() != null;
  }

  boolean hasTrust() {
    return context != null || trust != null;
  }

  /// Takes whom to trust and who one is from `context`, instead of [#trust] and [#identity]. Its
  /// session cache is what resumes sessions.
  public B context(SSLContext context) {
    this.context = Objects.requireNonNull(context, "context");
    return self();
  }

  /// Whose TLS is used, instead of the JDK's: a provider that has an `SSLContext` of the name
  /// `TLS`, such as Conscrypt. Certificates are verified, and files read, by the JDK as without.
  /// Where its engine has no delegated tasks, the key computations of a handshake are made by the
  /// worker.
  public B provider(Provider provider) {
    this.provider = Objects.requireNonNull(provider, "provider");
    return self();
  }

  /// Whose certificates are accepted: those in a PEM file, and what they have signed. Default: the
  /// authorities that the JDK trusts.
  ///
  /// @throws IOException when the file cannot be read or has no certificate
  public B trust(Path certificates) throws IOException {
    try {
      KeyStore store = emptyStore();
      int number = 0;
      for (X509Certificate certificate : Pem.certificates(certificates)) {
        store.setCertificateEntry("authority " + number++, certificate);
      }
      return trust(store);
    } catch (GeneralSecurityException e) {
      throw new IOException(certificates + " cannot be used: " + e.getMessage(), e);
    }
  }

  /// Whose certificates are accepted: the trusted ones of `store`, and what they have signed.
  ///
  /// @throws IllegalArgumentException when it cannot be used
  public B trust(KeyStore store) {
    try {
      trust = trustManagers(store);
      return self();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this KeyStore cannot be used: " + e.getMessage(), e);
    }
  }

  /// @param store null for the authorities that the JDK trusts
  private static TrustManager[] trustManagers(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /// Who one is, from PEM files; they may be the same file.
  ///
  /// @param chain one's certificate, then those that vouch for it
  /// @param privateKey its key, as PKCS #8 (`BEGIN PRIVATE KEY`), not encrypted
  /// @throws IOException when a file cannot be read or does not have what it should
  public B identity(Path chain, Path privateKey) throws IOException {
    identity = keyManagers(chain, privateKey);
    return self();
  }

  /// Who one is: the keys in `store` with their certificates.
  ///
  /// @throws IllegalArgumentException when it cannot be used, for a wrong password for example
  public B identity(KeyStore store, char[] password) {
    identity = keyManagers(store, password);
    return self();
  }

  static KeyManager[] keyManagers(Path chain, Path privateKey) throws IOException {
    PrivateKey key = Pem.privateKey(privateKey);
    List<X509Certificate> certificates = Pem.certificates(chain);
    String family = certificates.getFirst().getPublicKey().getAlgorithm();
    if (!family.equals(key.getAlgorithm())) {
      throw new IOException(
          "the key in %s (%s) does not belong to the certificate in %s (%s)"
              .formatted(privateKey, key.getAlgorithm(), chain, family));
    }
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("identity", key, IN_MEMORY, certificates.toArray(Certificate[]::new));
      return keyManagers(store, IN_MEMORY);
    } catch (GeneralSecurityException e) {
      throw new IOException(chain + " cannot be used: " + e.getMessage(), e);
    }
  }

  static KeyManager[] keyManagers(KeyStore store, char[] password) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this KeyStore cannot be used: " + e.getMessage(), e);
    }
  }

  /// The application protocols that one speaks (ALPN), the best first, as `h2`, `http/1.1`. When
  /// both sides name some and have none in common, the handshake fails. Default: none.
  public B applicationProtocols(String... names) {
    applicationProtocols = List.of(names);
    return self();
  }

  /// The versions of TLS that one speaks, as `TLSv1.3`. Default: those of the JDK, 1.3 and 1.2.
  public B protocols(String... names) {
    protocols = List.of(names);
    return self();
  }

  /// How long a handshake may take, by the runtime's clock. Default: 10 s.
  ///
  /// @throws IllegalArgumentException when it is not above zero
  public B handshakeTimeout(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("a handshake needs some time, not " + limit);
    }
    handshakeTimeout = limit;
    return self();
  }

  /// Whether an end of the connection without close_notify is taken for the end of the stream (as
  /// of a peer that just closes its socket) instead of failing. Only for protocols that tell the
  /// end of their messages themselves: anybody on the way can cut a connection. Default: false.
  public B tolerateTruncation(boolean choice) {
    toleratesTruncation = choice;
    return self();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /// What [#identity] has set, and for whom else there is one.
  KeyManager @Nullable [] identities() {
    return identity;
  }

  SSLContext contextOrNew() {
    KeyManager[] identities = identities();
    if (context != null) {
      if (identities != null || trust != null || provider != null) {
        throw new IllegalStateException(
            "context(...) has an identity, trust and provider of its own: leave identity(...),"
                + " trust(...) and provider(...) out");
      }
      return context;
    }
    try {
      SSLContext made;
      if (provider == null) {
        made = SSLContext.getInstance("TLS");
        made.init(identities, trust, null);
      } else {
        made = SSLContext.getInstance("TLS", provider);
        TrustManager[] judges = trust != null ? trust : trustManagers(null);
        made.init(identities, ForeignTrust.of(judges), null);
      }
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "%s has no TLS: %s"
              .formatted(provider == null ? "this JDK" : provider.getName(), e.getMessage()),
          e);
    }
  }

  /// The parameters of every connection, checked.
  SSLParameters parameters(SSLContext of) {
    SSLParameters parameters = of.getDefaultSSLParameters();
    parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
    if (!protocols.isEmpty()) {
      var known = Set.of(of.getSupportedSSLParameters().getProtocols());
      if (!known.containsAll(protocols)) {
        throw new IllegalStateException("protocols " + protocols + ": known are " + known);
      }
      parameters.setProtocols(protocols.toArray(String[]::new));
    }
    return parameters;
  }

  /// What [#parameters] has decided, for one engine, to which more can be added.
  static SSLParameters copyFor(SSLEngine engine, SSLParameters decided) {
    SSLParameters own = engine.getSSLParameters();
    own.setApplicationProtocols(decided.getApplicationProtocols());
    own.setProtocols(decided.getProtocols());
    own.setEndpointIdentificationAlgorithm(decided.getEndpointIdentificationAlgorithm());
    return own;
  }
}
