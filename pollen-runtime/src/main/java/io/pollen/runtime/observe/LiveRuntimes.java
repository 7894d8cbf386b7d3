package io.pollen.runtime.observe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/// The runtimes of this process that have not ended, for who looks in from outside.
public final class LiveRuntimes {
  /// A runtime that can be looked into.
  @FunctionalInterface
  public interface Source {
    /// Its tasks, `limit` of them at most. Any thread.
    RuntimeDump dump(int limit);
  }

  /// Weak: a runtime that nobody closes must not stay for this.
  private static final Set<Source> SOURCES =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private LiveRuntimes() {}

  /// A runtime begins.
  public static void add(Source runtime) {
    SOURCES.add(runtime);
  }

  /// A runtime has ended.
  public static void remove(Source runtime) {
    SOURCES.remove(runtime);
  }

  /// Looks into all of them.
  ///
  /// @param limit how many tasks at most, of each
  public static List<RuntimeDump> dump(int limit) {
    List<Source> sources;
    synchronized (SOURCES) {
      sources = new ArrayList<>(SOURCES);
    }
    return sources.stream().map(source -> source.dump(limit)).toList();
  }
}
