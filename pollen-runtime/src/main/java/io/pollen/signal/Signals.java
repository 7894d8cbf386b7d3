package io.pollen.signal;

import io.pollen.Future;

/// Signals of the operating system: what `kill` and a pressed ctrl-C send.
///
/// ```java
/// await(race(Signals.ctrlC(), Signals.once("TERM")));
/// runtime.shutdownGracefully(Duration.ofSeconds(10)); // on the main thread
/// ```
///
/// The first listener of a signal installs a handler in place of what the process did before, for
/// the rest of its life: from then on, for example, ctrl-C no longer ends it, also when nobody
/// listens any more. There may be any number of listeners; each hears of every signal. Signals that
/// come faster than a listener looks are one for it: the system, too, does not count them.
///
/// A signal is named as in `kill -l`, with or without `SIG`: `HUP`, `INT`, `TERM`, `WINCH`,
/// `CONT`... (`USR2`, too, but HotSpot on Linux stops threads by it when Flight Recorder runs.)
/// Refused are those that no program may handle (KILL, STOP), those that report an error of the
/// running code (SEGV, BUS, FPE, ILL), and those that the JVM itself needs (QUIT, USR1; with `-Xrs`
/// others instead). A HUP, INT or TERM that was ignored when the JVM started, as `nohup` does with
/// HUP, is never heard.
///
/// Listeners are woken on a thread that the JDK starts for each signal. All methods may be called
/// from any thread, with or without a runtime.
public final class Signals {
  private Signals() {}

  /// The next ctrl-C (SIGINT); see [#once].
  public static Future<Void> ctrlC() {
    return once("INT");
  }

  /// The next signal of one kind, counted from the first poll. **Cancel-safe**: dropping it ends
  /// its listening.
  ///
  /// @throws IllegalArgumentException when programs cannot handle that signal, or there is none of
  ///   that name
  public static Future<Void> once(String name) {
    return new NextSignal(SignalHandlers.checked(name));
  }

  /// Listens to one kind of signal, from now on until the listener is closed.
  ///
  /// @throws IllegalArgumentException when programs cannot handle that signal, or there is none of
  ///   that name
  public static SignalListener on(String name) {
    return new SignalListener(SignalHandlers.of(SignalHandlers.checked(name)));
  }
}
