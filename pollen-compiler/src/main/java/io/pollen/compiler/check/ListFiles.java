package io.pollen.compiler.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.annotation.processing.ProcessingEnvironment;
import javax.tools.StandardLocation;

/// A [HintList] with the files that it is read from: Pollen's own, the one that an option names,
/// and resources `META-INF/pollen/NAME`.
///
/// No processor can ask javac for all resources of one name on the class path. So they are read
/// from the processor path (which is the class path when none is given), the first one from the
/// class path, and those beside the classes that sources import ([Libraries]).
public final class ListFiles {
  private final HintList list;
  private final String option;
  private final String resource;
  private final Consumer<String> problems;
  private final Set<URI> seen = new HashSet<>();

  /// Pollen's own list.
  ///
  /// @param name of the resource
  /// @param otherwise what to write instead of an entry that does not say it
  /// @param problems takes what is wrong with the files, in words
  ListFiles(String name, String option, String otherwise, Consumer<String> problems) {
    this.list = new HintList(otherwise);
    this.option = option;
    this.resource = "META-INF/pollen/" + name;
    this.problems = problems;
    URL ours = ListFiles.class.getResource(name);
    if (ours == null) {
      problems.accept("the list " + name + " is missing from Pollen's own jar");
    } else {
      add(ours);
    }
  }

  HintList list() {
    return list;
  }

  /// Adds what the option names, and the resources that can be found now.
  void addAll(ProcessingEnvironment processing) {
    String file = processing.getOptions().get(option);
    if (file != null) {
      try {
        list.addAll(file, Files.readAllLines(Path.of(file)), problems);
      } catch (NoSuchFileException e) {
        problems.accept("-A" + option + "=" + file + ": there is no such file");
      } catch (IOException e) {
        problems.accept("-A" + option + "=" + file + " cannot be read: " + e);
      }
    }
    try {
      add(
          processing
              .getFiler()
              .getResource(StandardLocation.CLASS_PATH, "", resource)
              .toUri()
              .toURL());
    } catch (IOException | IllegalArgumentException none) {
      // Most class paths have none, and some compilers no class path.
    }
    ClassLoader loader = ListFiles.class.getClassLoader();
    if (loader != null) {
      try {
        Enumeration<URL> found = loader.getResources(resource);
        while (found.hasMoreElements()) {
          add(found.nextElement());
        }
      } catch (IOException e) {
        problems.accept(resource + " cannot be looked for on the processor path: " + e);
      }
    }
  }

  /// Adds the resource of a directory or jar, if there is one.
  ///
  /// @param root its address, with `/` at its end
  void addFrom(String root) {
    try {
      add(URI.create(root + resource).toURL());
    } catch (IOException | IllegalArgumentException noSuchAddress) {
      // Then nothing can be there.
    }
  }

  private void add(URL file) {
    try {
      if (!seen.add(file.toURI())) {
        return;
      }
      URLConnection connection = file.openConnection();
      connection.setUseCaches(false); // a build server lives on, and jars change
      try (InputStream in = connection.getInputStream();
          var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        List<String> lines = reader.readAllLines();
        list.addAll(file.toString(), lines, problems);
      }
    } catch (IOException | URISyntaxException noneThere) {
      // Looking for it is how to find out.
    }
  }
}
