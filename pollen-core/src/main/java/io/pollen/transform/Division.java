package io.pollen.transform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A body cut into parts, each of which is emitted as one method, and the places where control
/// crosses from one to another.
final class Division {
  final BodyAnalysis analysis;
  final List<BodyPart> parts;

  /// By the first instruction of each.
  private final TreeMap<Integer, BodyPart> partAt = new TreeMap<>();

  private final TreeMap<Integer, Crossing> crossings = new TreeMap<>();

  private Division(BodyAnalysis analysis, SortedSet<Integer> cuts) {
    this.analysis = analysis;
    SortedSet<Integer> ends = new TreeSet<>(cuts);
    ends.add(analysis.body.size());
    int start = 0;
    for (int end : ends) {
      partAt.put(start, new BodyPart(start, end));
      start = end;
    }
    parts = List.copyOf(partAt.values());
  }

  /// A body that stays in one piece.
  static Division none(BodyAnalysis analysis) {
    return new Division(analysis, new TreeSet<>());
  }

  /// @param cuts the instructions before which the body is cut, some of [CutPlaces]
  static Division at(BodyAnalysis analysis, SortedSet<Integer> cuts) {
    Division division = new Division(analysis, cuts);
    division.findCrossings();
    return division;
  }

  private void findCrossings() {
    BodyCode body = analysis.body;
    SortedSet<Integer> targets = new TreeSet<>();
    for (int i = 0; i < body.size(); i++) {
      BodyPart from = partOf(i);
      for (int[] ways : List.of(body.successors(i), body.handlers(i))) {
        for (int to : ways) {
          if (!from.contains(to)) {
            targets.add(to);
          }
        }
      }
    }
    FrameSimulation.run(
        body,
        (i, frame) -> {
          if (targets.contains(i)) {
            Spill spill = Spill.atCrossing(frame, analysis.liveness.before(i));
            analysis.reserve(spill);
            int number = analysis.awaits.size() + 1 + crossings.size();
            crossings.put(i, new Crossing(number, i, spill));
          }
        });
  }

  boolean isDivided() {
    return parts.size() > 1;
  }

  BodyPart partOf(int instruction) {
    return partAt.floorEntry(instruction).getValue();
  }

  /// The awaits in a part.
  List<Await> awaits(BodyPart part) {
    return analysis.awaits.stream().filter(await -> part.contains(await.instruction())).toList();
  }

  /// The crossings that lead into a part, in the order of their numbers.
  List<Crossing> into(BodyPart part) {
    return new ArrayList<>(crossings.subMap(part.start(), part.end()).values());
  }

  Collection<Crossing> crossings() {
    return crossings.values();
  }

  /// The crossing to an instruction that control comes to from another part.
  Crossing to(int instruction) {
    Crossing crossing = crossings.get(instruction);
    if (crossing == null) {
      throw new IllegalArgumentException("reached from its own part only");
    }
    return crossing;
  }

  /// The crossing on the way from one instruction to another, if there is one.
  @Nullable Crossing between(int from, int to) {
    return !isDivided() || partOf(from).contains(to) ? null : to(to);
  }
}
