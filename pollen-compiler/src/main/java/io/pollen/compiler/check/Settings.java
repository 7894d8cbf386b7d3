package io.pollen.compiler.check;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.processing.ProcessingEnvironment;
import javax.tools.StandardLocation;

/// What the user has set for this run.
///
/// @param threadBound what belongs to a thread
public record Settings(Levels levels, ThreadBound threadBound) {
  private static final String THREAD_BOUND_OPTION = "pollen.threadBound";
  private static final String THREAD_BOUND_RESOURCE = "META-INF/pollen/thread-bound";

  /// Reads options and lists.
  ///
  /// @param processing javac's own environment
  /// @param problems takes what is wrong with them, in words
  public static Settings of(ProcessingEnvironment processing, List<String> problems) {
    return new Settings(
        Levels.of(Inspector.checks(), processing.getOptions(), problems),
        ThreadBound.of(
            lists(processing, THREAD_BOUND_OPTION, THREAD_BOUND_RESOURCE, problems), problems));
  }

  /// The options that are read here.
  public static Set<String> optionNames() {
    Set<String> names = new TreeSet<>(Levels.optionNames(Inspector.checks()));
    names.add(THREAD_BOUND_OPTION);
    return names;
  }

  /// Lists of lines: the file that the option names, and the first such resource on the class path.
  private static Map<String, List<String>> lists(
      ProcessingEnvironment processing, String option, String resource, List<String> problems) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    String file = processing.getOptions().get(option);
    if (file != null) {
      try {
        lists.put(file, Files.readAllLines(Path.of(file)));
      } catch (NoSuchFileException e) {
        problems.add("-A" + option + "=" + file + ": there is no such file");
      } catch (IOException e) {
        problems.add("-A" + option + "=" + file + " cannot be read: " + e);
      }
    }
    try (Reader reader =
        processing
            .getFiler()
            .getResource(StandardLocation.CLASS_PATH, "", resource)
            .openReader(true)) {
      lists.put(resource, new ArrayList<>(reader.readAllLines()));
    } catch (IOException | IllegalArgumentException none) {
      // Most class paths have none, and some compilers no class path.
    }
    return lists;
  }
}
