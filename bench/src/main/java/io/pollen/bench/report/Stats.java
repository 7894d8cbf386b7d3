package io.pollen.bench.report;

import java.util.Arrays;
import java.util.Collection;

/// The two averages that the reports use.
public final class Stats {
  private Stats() {}

  /// The middle value, or the mean of the two middle ones.
  ///
  /// @throws IllegalArgumentException when there is none
  public static double median(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a median needs at least one value");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// The average of ratios: the one for which twice as fast and twice as slow cancel out.
  ///
  /// @throws IllegalArgumentException when there is none, or one is not above zero
  public static double geometricMean(Collection<Double> ratios) {
    if (ratios.isEmpty()) {
      throw new IllegalArgumentException("a mean needs at least one ratio");
    }
    double logs = 0;
    for (double ratio : ratios) {
      if (!(ratio > 0)) {
        throw new IllegalArgumentException("a ratio must be above zero: " + ratio);
      }
      logs += Math.log(ratio);
    }
    return Math.exp(logs / ratios.size());
  }
}
