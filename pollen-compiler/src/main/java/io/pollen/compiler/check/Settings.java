package io.pollen.compiler.check;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.annotation.processing.ProcessingEnvironment;

/// What the user has set for this run.
///
/// @param threadBound what belongs to a thread
/// @param blocking what makes a thread wait
public record Settings(Levels levels, ListFiles threadBound, ListFiles blocking) {
  private static final String THREAD_BOUND_OPTION = "pollen.threadBound";
  private static final String BLOCKING_OPTION = "pollen.blocking";

  /// Without options.
  ///
  /// @param problems takes what is wrong with the lists, in words
  static Settings of(Levels levels, Consumer<String> problems) {
    return new Settings(
        levels,
        new ListFiles(
            "thread-bound",
            THREAD_BOUND_OPTION,
            "end it before the await, or make it anew after the await",
            problems),
        new ListFiles("blocking", BLOCKING_OPTION, "await(spawnBlocking(() -> …))", problems));
  }

  /// Reads options and lists.
  ///
  /// @param processing javac's own environment
  /// @param problems takes what is wrong with them, in words
  public static Settings of(ProcessingEnvironment processing, Consumer<String> problems) {
    Settings settings =
        of(Levels.of(Inspector.checks(), processing.getOptions(), problems), problems);
    settings.files().forEach(files -> files.addAll(processing));
    return settings;
  }

  /// The options that are read here.
  public static Set<String> optionNames() {
    Set<String> names = new TreeSet<>(Levels.optionNames(Inspector.checks()));
    names.add(THREAD_BOUND_OPTION);
    names.add(BLOCKING_OPTION);
    return names;
  }

  /// The lists that users can add to.
  List<ListFiles> files() {
    return List.of(threadBound, blocking);
  }
}
