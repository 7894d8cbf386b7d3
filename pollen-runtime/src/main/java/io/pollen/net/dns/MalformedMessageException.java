package io.pollen.net.dns;

import java.io.IOException;

/// A message of a name server that is not what RFC 1035 says.
final class MalformedMessageException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedMessageException(String why) {
    super("has sent a malformed message: " + why);
  }
}
