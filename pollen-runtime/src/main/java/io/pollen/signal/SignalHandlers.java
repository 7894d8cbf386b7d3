package io.pollen.signal;

import io.pollen.FailureHook;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/// The handlers of this process: one for each kind of signal, from its first listener on.
final class SignalHandlers {
  private static final String NOBODY = "no program may handle it";
  private static final String ERROR =
      "it reports an error of the running code, after which nothing can go on";
  private static final String JVM = "the JVM needs it itself";

  private static final Map<String, String> REFUSED =
      Map.of(
          "KILL", NOBODY,
          "STOP", NOBODY,
          "SEGV", ERROR,
          "BUS", ERROR,
          "FPE", ERROR,
          "ILL", ERROR,
          "QUIT", JVM + ", for thread dumps",
          "USR1", JVM);

  private static final Map<String, Kind> KINDS = new ConcurrentHashMap<>();

  private SignalHandlers() {}

  /// The name without `SIG`, in capitals.
  ///
  /// @throws IllegalArgumentException when nobody may listen to it
  static String checked(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    String bare = upper.startsWith("SIG") ? upper.substring("SIG".length()) : upper;
    String reason = REFUSED.get(bare);
    if (reason != null) {
      throw refused(bare, reason + "; for own purposes take HUP, TERM or WINCH", null);
    }
    try {
      var _ = new Signal(bare);
    } catch (IllegalArgumentException unknown) {
      throw refused(bare, "this system has no signal of that name; `kill -l` lists them", unknown);
    }
    return bare;
  }

  private static IllegalArgumentException refused(
      String name, String reason, @Nullable Throwable cause) {
    return new IllegalArgumentException("cannot listen to SIG" + name + ": " + reason, cause);
  }

  /// The listeners of one kind, whose handler is installed.
  ///
  /// @param name as [#checked] has answered it
  /// @throws IllegalArgumentException when the JVM, by its options, keeps it for itself
  static Kind of(String name) {
    return KINDS.computeIfAbsent(name, SignalHandlers::install);
  }

  private static Kind install(String name) {
    Kind kind = new Kind(name);
    try {
      Signal.handle(new Signal(name), signal -> kind.arrived());
    } catch (IllegalArgumentException taken) {
      throw refused(name, JVM + " (" + taken.getMessage() + ")", taken);
    }
    return kind;
  }

  /// One kind of signal.
  static final class Kind {
    private final String name;
    private final List<SignalListener> listeners = new CopyOnWriteArrayList<>();

    private Kind(String name) {
      this.name = name;
    }

    void add(SignalListener listener) {
      listeners.add(listener);
    }

    void remove(SignalListener listener) {
      listeners.remove(listener);
    }

    boolean has(SignalListener listener) {
      return listeners.contains(listener);
    }

    int size() {
      return listeners.size();
    }

    /// On a thread that the JDK has started for it. Every listener hears of it, whatever the wakers
    /// of the others do.
    void arrived() {
      for (SignalListener listener : listeners) {
        try {
          listener.arrived();
        } catch (RuntimeException | Error failure) {
          FailureHook.report(listener, failure);
        }
      }
    }

    @Override
    public String toString() {
      return "SIG" + name;
    }
  }
}
