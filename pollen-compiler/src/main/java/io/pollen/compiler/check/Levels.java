package io.pollen.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The level of each check, by the options of this run: `-Apollen.check.ID=error|warn|off`, or
/// `-Apollen.check.all=...` for those that are not named.
public final class Levels {
  static final String PREFIX = "pollen.check.";
  private static final String ALL = "all";

  private final Map<String, Level> chosen;

  private Levels(Map<String, Level> chosen) {
    this.chosen = chosen;
  }

  /// Reads the options.
  ///
  /// @param checks all that there are
  /// @param options of the compiler run, without `-A`
  /// @param problems takes what is wrong with them, in words
  public static Levels of(
      Set<Check> checks, Map<String, String> options, Consumer<String> problems) {
    Set<String> known =
        checks.stream().map(Check::id).collect(Collectors.toCollection(TreeSet::new));
    Map<String, Level> chosen = new HashMap<>();
    options.forEach((key, value) -> {
      if (!key.startsWith(PREFIX)) {
        return;
      }
      String id = key.substring(PREFIX.length());
      if (!known.contains(id) && !id.equals(ALL)) {
        problems.accept(
            "-A" + key + ": there is no such check. There are: " + String.join(", ", known));
        return;
      }
      Level.of(String.valueOf(value))
          .ifPresentOrElse(
              level -> chosen.put(id, level),
              () -> problems.accept("-A" + key + "=" + value + ": write error, warn or off"));
    });
    return new Levels(chosen);
  }

  Level of(Check check) {
    Level own = chosen.get(check.id());
    return own != null ? own : chosen.getOrDefault(ALL, check.level());
  }

  /// Whether an option says the level of a check, of whichever.
  public static boolean isLevel(String option) {
    return option.startsWith(PREFIX);
  }

  /// The names of these checks as options, for the compiler's list of known ones.
  public static List<String> optionNames(Set<Check> checks) {
    List<String> names = new ArrayList<>(List.of(PREFIX + ALL));
    checks.forEach(check -> names.add(PREFIX + check.id()));
    return names;
  }
}
