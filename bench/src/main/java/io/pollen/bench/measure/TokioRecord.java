package io.pollen.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// The measured ratios of Tokio 1.53.1 to 1.24.2, a data file with its source on top: 1.24.2 can be
/// built and run anywhere from Debian's packages, 1.53.1 is a record.
public final class TokioRecord {
  private static final String FILE = "/io/pollen/bench/tokio-1.53.1.tsv";

  private final Map<String, Double> ratios;

  private TokioRecord(Map<String, Double> ratios) {
    this.ratios = ratios;
  }

  /// Reads the data file of this module.
  public static TokioRecord load() {
    try (InputStream in = TokioRecord.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the class path");
      }
      Map<String, Double> ratios = new HashMap<>();
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .forEach(cells -> ratios.put(cells[0], Double.valueOf(cells[3])));
      return new TokioRecord(ratios);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What 1.53.1 would cost where 1.24.2 costs `cost`, if it was recorded.
  public OptionalDouble newer(String name, double cost) {
    Double ratio = ratios.get(name);
    return ratio == null ? OptionalDouble.empty() : OptionalDouble.of(ratio * cost);
  }
}
