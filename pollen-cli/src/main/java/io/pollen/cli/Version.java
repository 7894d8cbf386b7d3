package io.pollen.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What `pollen --version` says.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    }
    return new String[] {
      "pollen " + build.getProperty("version", "(unknown)"),
      "Java " + Runtime.version() + " in " + System.getProperty("java.home"),
    };
  }
}
