package io.pollen.transform;

import java.lang.constant.ClassDesc;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where a body may be cut into parts, and where best: with few values to move and few jumps from
/// part to part, above all not in a loop.
///
/// Control can cross to an instruction when all that it needs can lie in fields meanwhile: no
/// object without its constructor's call, no value of a class that the host may not name. And a
/// monitor is released in the method that took it, so nothing crosses to where one is held.
final class CutPlaces {
  private static final int LOOP_COST = 8;
  private static final int HANDLER_COST = 2;
  private static final int OPERAND_COST = 2;

  private final BodyAnalysis analysis;
  private final BodyCode body;
  private final Predicate<ClassDesc> accessible;
  private final BitSet crossable = new BitSet();

  /// How many ways that must not cross parts lead over the place before each instruction. Until
  /// `sum`, the change at each.
  private final int[] ties;

  /// What a cut before each instruction costs. Until `sum`, what the jumps change of it at each.
  private final int[] costs;

  /// The estimated bytes of code before each instruction.
  private final int[] weights;

  private CutPlaces(BodyAnalysis analysis, Predicate<ClassDesc> accessible) {
    this.analysis = analysis;
    this.body = analysis.body;
    this.accessible = accessible;
    ties = new int[body.size() + 2];
    costs = new int[body.size() + 2];
    weights = new int[body.size() + 1];
  }

  /// @param accessible which classes the code of the host may name
  static CutPlaces of(BodyAnalysis analysis, Predicate<ClassDesc> accessible) {
    CutPlaces places = new CutPlaces(analysis, accessible);
    int[] moves = new int[places.body.size()];
    FrameSimulation.run(places.body, (i, frame) -> moves[i] = places.judge(i, frame));
    places.weigh();
    places.connect();
    places.sum(moves);
    return places;
  }

  /// @return what it costs to move the values that are needed at `i`
  private int judge(int i, Frame frame) {
    BitSet live = analysis.liveness.before(i);
    boolean movable =
        frame.stack.stream().allMatch(this::isMovable)
            && live.stream().allMatch(slot -> isMovable(frame.locals[slot]));
    crossable.set(i, movable && !analysis.held.monitorBefore(i));
    return live.cardinality() + OPERAND_COST * frame.stack.size();
  }

  private boolean isMovable(VType value) {
    if (value.kind() == VType.Kind.UNINIT) {
      return analysis.moved.contains(value.site());
    }
    ClassDesc cast = value.cast();
    return cast == null || accessible.test(cast);
  }

  private void weigh() {
    BitSet awaits = new BitSet();
    analysis.awaits.forEach(await -> awaits.set(await.instruction()));
    for (int i = 0; i < body.size(); i++) {
      int ofAwait = awaits.get(i) ? PartSize.AWAIT_BYTES : 0;
      weights[i + 1] = weights[i] + body.instructions.get(i).sizeInBytes() + ofAwait;
    }
  }

  private void connect() {
    Set<Integer> handlers = new HashSet<>();
    for (int i = 0; i < body.size(); i++) {
      for (int next : body.successors(i)) {
        connect(i, next, next <= i ? LOOP_COST : next == i + 1 ? 0 : 1);
      }
      for (int handler : body.handlers(i)) {
        connect(i, handler, handlers.add(handler) ? HANDLER_COST : 0);
      }
    }
  }

  private void connect(int from, int to, int cost) {
    int low = Math.min(from, to) + 1;
    int high = Math.max(from, to) + 1;
    costs[low] += cost;
    costs[high] -= cost;
    if (!crossable.get(to)) {
      ties[low]++;
      ties[high]--;
    }
  }

  private void sum(int[] moves) {
    for (int i = 1; i < body.size(); i++) {
      costs[i] += costs[i - 1];
      ties[i] += ties[i - 1];
    }
    for (int i = 0; i < body.size(); i++) {
      costs[i] += moves[i];
    }
  }

  /// The estimated bytes of code of a part without those for its crossings.
  int weight(BodyPart part) {
    return weights[part.end()] - weights[part.start()];
  }

  /// The best place to cut a part in two: of those in the middle half, if there is one.
  ///
  /// @return null when it cannot be cut
  @Nullable Integer best(BodyPart part) {
    Integer middle = best(part, weight(part) / 4);
    return middle != null ? middle : best(part, 0);
  }

  /// @param margin the least weight of each half
  private @Nullable Integer best(BodyPart part, int margin) {
    int whole = weight(part);
    Integer best = null;
    double least = Double.MAX_VALUE;
    for (int i = part.start() + 1; i < part.end(); i++) {
      int first = weights[i] - weights[part.start()];
      if (crossable.get(i) && ties[i] == 0 && first >= margin && whole - first >= margin) {
        double imbalance = Math.abs(2.0 * first - whole) / Math.max(whole, 1);
        if (costs[i] + imbalance < least) {
          best = i;
          least = costs[i] + imbalance;
        }
      }
    }
    return best;
  }
}
