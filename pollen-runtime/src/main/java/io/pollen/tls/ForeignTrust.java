package io.pollen.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// The JDK's judgement of certificates for the engine of another provider. In TLS 1.3 the cipher
/// suite does not say how a server is authenticated: Conscrypt calls that `GENERIC`, the JDK
/// `UNKNOWN`, and either refuses the other's word.
final class ForeignTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager judge;

  private ForeignTrust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  static TrustManager[] of(TrustManager[] managers) {
    TrustManager[] translated = managers.clone();
    for (int i = 0; i < translated.length; i++) {
      if (translated[i] instanceof X509ExtendedTrustManager judge) {
        translated[i] = new ForeignTrust(judge);
      }
    }
    return translated;
  }

  private static String translated(String authType) {
    return authType.equals("GENERIC") ? "UNKNOWN" : authType;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkServerTrusted(chain, translated(authType), engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, translated(authType), engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, translated(authType), socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, translated(authType), socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkServerTrusted(chain, translated(authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkClientTrusted(chain, translated(authType));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
