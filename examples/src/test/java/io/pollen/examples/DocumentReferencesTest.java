package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents point at exists: the files that they link to, and the tests that
/// `docs/parity.md` and the packages' tours name.
class DocumentReferencesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
  private static final Pattern WEB = Pattern.compile("[a-z]+:.*");

  /// A test by its class, or by class and method, in code quotes.
  private static final Pattern TEST =
      Pattern.compile("`(\\w+(?:Test|IT|Properties|Lincheck|Stress))(?:\\.(\\w+))?`");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  @Test
  void everyLinkedFileExists() throws IOException {
    var missing = new ArrayList<String>();
    for (Path document : documents()) {
      var links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        if (!WEB.matcher(links.group(1)).matches()
            && !Files.exists(document.resolveSibling(links.group(1)))) {
          missing.add(ROOT.relativize(document) + " -> " + links.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void theJarsInTheReadmeHaveTheProjectsVersion() throws IOException {
    var version =
        Pattern.compile("<artifactId>pollen-parent</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(version.find()).isTrue();
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertThat(readme)
        .contains("pollen-core/target/pollen-core-" + version.group(1) + ".jar")
        .contains("pollen-runtime/target/pollen-" + version.group(1) + ".jar");
  }

  @Test
  void everyTestNamedInTheParityTableAndThePackagesToursExists() throws IOException {
    Map<String, String> sources = new HashMap<>();
    var naming = new ArrayList<>(List.of(ROOT.resolve("docs/parity.md")));
    for (Path file : sources()) {
      if (file.endsWith("package-info.java")) {
        naming.add(file);
      } else {
        sources.merge(file.getFileName().toString(), Files.readString(file), String::concat);
      }
    }
    var missing = new ArrayList<String>();
    int named = 0;
    for (Path document : naming) {
      var tests = TEST.matcher(Files.readString(document));
      while (tests.find()) {
        named++;
        String source = sources.get(tests.group(1) + ".java");
        if (source == null
            || (tests.group(2) != null && !source.contains(" " + tests.group(2) + "("))) {
          missing.add(ROOT.relativize(document) + ": " + tests.group());
        }
      }
    }
    assertThat(named).as("tests named").isGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    var found = new ArrayList<Path>();
    for (String module :
        List.of(
            "pollen-core",
            "pollen-runtime",
            "pollen-compiler",
            "pollen-cli",
            "examples",
            "verify")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
      }
    }
    return found;
  }
}
