package io.pollen.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Certificates and keys from PEM files (RFC 7468): base64 between `-----BEGIN …-----` and
/// `-----END …-----`, with any text around.
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /// What keys of certificates are for, in the order of their use in the world.
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private record Block(String label, byte[] content) {}

  private Pem() {}

  /// The certificates of a file in their order, at least one.
  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(file)) {
        if (block.label.endsWith("CERTIFICATE")) {
          var bytes = new ByteArrayInputStream(block.content);
          found.add((X509Certificate) factory.generateCertificate(bytes));
        }
      }
    } catch (CertificateException e) {
      throw new IOException(file + " has a certificate that cannot be read: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new IOException(
          file + " has no certificate: \"-----BEGIN CERTIFICATE-----\" is missing");
    }
    return found;
  }

  /// The private key of a file: PKCS #8, not encrypted.
  static PrivateKey privateKey(Path file) throws IOException {
    for (Block block : blocks(file)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return privateKey(file, block.content);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(
                file
                    + " has an encrypted key: decrypt it (openssl pkcs8 -in KEY -out PLAIN), or use a"
                    + " KeyStore");
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
            throw new IOException(
                file
                    + " has a key in an older form: convert it (openssl pkcs8 -topk8 -nocrypt -in"
                    + " KEY -out PKCS8)");
        default -> {} // parameters, certificates
      }
    }
    throw new IOException(file + " has no key: \"-----BEGIN PRIVATE KEY-----\" is missing");
  }

  private static PrivateKey privateKey(Path file, byte[] content) throws IOException {
    var spec = new PKCS8EncodedKeySpec(content);
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // A key of another algorithm, then.
      } catch (GeneralSecurityException e) {
        throw new IOException("this JDK has no " + algorithm + " keys", e);
      }
    }
    throw new IOException(file + " has a key that is none of " + ALGORITHMS);
  }

  private static List<Block> blocks(Path file) throws IOException {
    List<Block> found = new ArrayList<>();
    for (MatchResult match : BLOCK.matcher(Files.readString(file)).results().toList()) {
      try {
        found.add(new Block(match.group(1), Base64.getMimeDecoder().decode(match.group(2))));
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " is damaged: " + e.getMessage(), e);
      }
    }
    return found;
  }
}
