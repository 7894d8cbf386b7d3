package io.pollen.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Says what a failed handshake means and what to do; the engine's exception is the cause.
final class HandshakeFailures {
  private static final String ALERT_RECEIVED = "Received fatal alert: ";

  private HandshakeFailures() {}

  /// @param peer its name in the message
  /// @param isClient whether this side is
  static SSLHandshakeException explain(Exception failure, String peer, boolean isClient) {
    String reason = null;
    for (Throwable cause = failure; cause != null && reason == null; cause = cause.getCause()) {
      reason = reason(cause, isClient);
    }
    return new SSLHandshakeException(
        "the TLS handshake with %s failed: %s"
            .formatted(peer, reason == null ? failure.getMessage() : reason),
        failure);
  }

  private static @Nullable String reason(Throwable cause, boolean isClient) {
    String message = String.valueOf(cause.getMessage());
    return switch (cause) {
      case CertificateExpiredException _ ->
          "its certificate has expired ("
              + message
              + "): it must be renewed; or the clock is wrong";
      case CertificateNotYetValidException _ ->
          "its certificate is not valid yet (" + message + "): the clock may be wrong";
      case CertPathBuilderException _ -> untrusted(message);
      case CertPathValidatorException invalid when invalid.getCause() == null -> untrusted(message);
      case CertificateException _ when cause.getCause() == null ->
          "its certificate does not fit: "
              + message
              + (isClient
                  ? ". The host given to connect must be one of the certificate's names"
                  : ". It must be one for clients");
      case SSLException _ -> ofEngine(message, isClient);
      default -> null;
    };
  }

  private static String untrusted(String message) {
    return "its certificate comes from nobody who is trusted ("
        + message
        + "): add its authority, or itself when it is self-signed, by trust(...)";
  }

  private static @Nullable String ofEngine(String message, boolean isClient) {
    int alert = message.indexOf(ALERT_RECEIVED);
    if (alert >= 0) {
      return refused(message.substring(alert + ALERT_RECEIVED.length()), isClient);
    }
    if (message.contains("nrecognized SSL message")) {
      return "it does not speak TLS";
    }
    if (message.contains("application_protocol")) {
      return "no application protocol is common to both sides (" + message + ")";
    }
    return null;
  }

  private static String refused(String alert, boolean isClient) {
    String hint =
        switch (alert) {
          case "no_application_protocol" -> ": it speaks none of applicationProtocols(...)";
          case "protocol_version" -> ": it speaks none of the versions of protocols(...)";
          case "certificate_required", "bad_certificate" ->
              isClient
                  ? ": it may want a certificate, see identity(...)"
                  : ": it does not accept this side's certificate";
          case "unknown_ca", "certificate_unknown" -> ": it does not trust this side's certificate";
          case "unrecognized_name" -> ": it does not know the host that was asked for";
          default -> "";
        };
    return "it refused with the alert " + alert + hint;
  }
}
