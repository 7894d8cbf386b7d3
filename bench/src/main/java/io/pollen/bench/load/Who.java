package io.pollen.bench.load;

import io.pollen.bench.measure.Gc;
import io.pollen.bench.micro.Library;
import org.jspecify.annotations.Nullable;

/// Whose server it is.
///
/// @param peer its name in the reports
/// @param variant of Pollen, see [Backend#variant]; else empty
/// @param gc its collector; null when it has none
record Who(String peer, String variant, @Nullable Gc gc) {
  static Who of(Backend backend, Gc gc) {
    return new Who(backend.title(), backend.variant(), gc);
  }

  /// A program without a collector.
  static Who nativeProgram(String peer) {
    return new Who(peer, "", null);
  }

  boolean isPollen() {
    return peer.equals(Library.POLLEN.title());
  }

  /// The name, the variant and the collector, for messages.
  String title() {
    return peer + (variant.isEmpty() ? "" : " " + variant) + (gc == null ? "" : " " + gc.title());
  }
}
