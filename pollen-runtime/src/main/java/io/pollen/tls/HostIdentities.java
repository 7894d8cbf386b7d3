package io.pollen.tls;

import java.net.InetAddress;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The keys of a server, chosen by the host that a client asks for. An alias that goes out is one
/// of the chosen host's keys, with the number of the host before it. Any thread.
final class HostIdentities extends X509ExtendedKeyManager {
  private static final String ANY_LABEL = "*.";

  private final Map<String, Integer> numbers;
  private final List<X509ExtendedKeyManager> keys;

  /// The number of whom gets what nobody has asked for; −1 for nobody.
  private final int other;

  private HostIdentities(
      Map<String, Integer> numbers, List<X509ExtendedKeyManager> keys, int other) {
    this.numbers = numbers;
    this.keys = keys;
    this.other = other;
  }

  static final class Builder {
    private final Map<String, X509ExtendedKeyManager> keys = new LinkedHashMap<>();

    boolean isEmpty() {
      return keys.isEmpty();
    }

    void put(String host, KeyManager[] managers) {
      boolean pattern = host.startsWith(ANY_LABEL);
      String name = pattern ? host.substring(ANY_LABEL.length()) : host;
      if (name.indexOf('*') >= 0) {
        throw new IllegalArgumentException(
            host + ": a host is a name, or \"*.\" and a name, with no other star");
      }
      refuseAddress(host, name);
      String plain = normal(new SNIHostName(name));
      keys.put(pattern ? ANY_LABEL + plain : plain, extended(managers));
    }

    private static void refuseAddress(String host, String name) {
      try {
        InetAddress.ofLiteral(name);
      } catch (IllegalArgumentException isName) {
        return;
      }
      throw new IllegalArgumentException(
          host
              + ": clients ask for names, never for an address (RFC 6066, section 3): the identity"
              + " without a host is the one for those that connect by address");
    }

    HostIdentities build(KeyManager @Nullable [] other) {
      Map<String, Integer> numbers = new LinkedHashMap<>();
      List<X509ExtendedKeyManager> all = new ArrayList<>();
      keys.forEach((host, key) -> {
        numbers.put(host, all.size());
        all.add(key);
      });
      if (other == null) {
        return new HostIdentities(numbers, all, -1);
      }
      all.add(extended(other));
      return new HostIdentities(numbers, all, all.size() - 1);
    }

    private static X509ExtendedKeyManager extended(KeyManager[] managers) {
      for (KeyManager manager : managers) {
        if (manager instanceof X509ExtendedKeyManager extended) {
          return extended;
        }
      }
      throw new IllegalArgumentException("this JDK has no keys that can be chosen by host");
    }
  }

  private static String normal(SNIHostName host) {
    return host.getAsciiName().toLowerCase(Locale.ROOT);
  }

  private @Nullable Integer numberOf(SNIServerName asked) {
    if (asked.getType() != StandardConstants.SNI_HOST_NAME) {
      return null;
    }
    String host = normal(new SNIHostName(asked.getEncoded()));
    Integer exact = numbers.get(host);
    int dot = host.indexOf('.');
    return exact != null || dot < 0 ? exact : numbers.get("*" + host.substring(dot));
  }

  /// Refuses hosts that are not known, with the alert unrecognized_name.
  SNIMatcher matcher() {
    return new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
      @Override
      public boolean matches(SNIServerName asked) {
        return numberOf(asked) != null;
      }
    };
  }

  /// Accepts any host. The JDK notes which one was asked for only where there is a matcher, and
  /// without that resumes a session that was made with one host for another.
  static SNIMatcher anyHost() {
    return new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
      @Override
      public boolean matches(SNIServerName asked) {
        return true;
      }
    };
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    int chosen = other;
    for (SNIServerName asked : namesAskedOf(engine)) {
      Integer number = numberOf(asked);
      chosen = number == null ? chosen : number;
    }
    if (chosen < 0) {
      return null;
    }
    String alias = keys.get(chosen).chooseEngineServerAlias(keyType, issuers, engine);
    return alias == null ? null : chosen + " " + alias;
  }

  /// Tells which host is asked for, before the engine has seen it. The JDK's wants the certificate
  /// of a session that is to be resumed before there is a handshake session that says so; where it
  /// is another one, nothing is resumed. A server's engine has no use for names of its own.
  static void foresee(SSLEngine engine, String host) {
    SSLParameters parameters = engine.getSSLParameters();
    try {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    } catch (IllegalArgumentException e) {
      return; // not a host's name: the engine will say so
    }
    engine.setSSLParameters(parameters);
  }

  private static List<SNIServerName> namesAskedOf(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session
        && !session.getRequestedServerNames().isEmpty()) {
      return session.getRequestedServerNames();
    }
    List<SNIServerName> foreseen = engine.getSSLParameters().getServerNames();
    return foreseen == null ? List.of() : foreseen;
  }

  private X509ExtendedKeyManager ownerOf(String alias) {
    return keys.get(Integer.parseInt(alias, 0, alias.indexOf(' '), 10));
  }

  private static String ownAlias(String alias) {
    return alias.substring(alias.indexOf(' ') + 1);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return ownerOf(alias).getCertificateChain(ownAlias(alias));
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return ownerOf(alias).getPrivateKey(ownAlias(alias));
  }

  // ---------------------------------------------------------------- of clients and sockets

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
