package io.pollen.signal;

import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Subject;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The laws of polling and dropping, for futures of signals; the handler is called as the JVM does.
class SignalLawsTest {
  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        Subject.leaf(
            "next",
            () -> {
              SignalListener listener = Signals.on("USR2");
              return Subject.leafCase(listener.next(), listener::arrived);
            }),
        Subject.leaf(
            "once",
            () ->
                Subject.leafCase(Signals.once("CONT"), () -> SignalHandlers.of("CONT").arrived())));
  }
}
