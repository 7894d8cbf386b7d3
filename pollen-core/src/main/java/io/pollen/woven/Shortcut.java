package io.pollen.woven;

import io.pollen.Context;
import io.pollen.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Stands for the block that is awaited in the middle of a long chain of blocks: a poll of it polls
/// the innermost block of the chain, and jumps over those in between while that is Pending.
///
/// Whoever drives the outermost block looks at it now and then ([StateMachine#shorten]). A long
/// chain gets one for every [#SPACING] blocks: the block that awaits is its owner, its target is
/// the next owner below, or the innermost block of all:
///
/// ```
/// task → owner → (Shortcut) → block → … → block → owner → (Shortcut) → block → … → block → leaf
///                    ├────── target ───────────────↗ ↖─ upper ─┤├────── target ──────↗
///                    └────────────────── lowest ───────────────↗
/// ```
///
/// 1. **Pending** costs one jump, however long the chain.
/// 2. When the innermost block has completed, the blocks that wait for it are resumed from the
///    inside to the outside, in a loop: each finds a [Handover] where its awaited future was. That
///    ends where one of them is Pending again, below which the links are found anew.
/// 3. Nothing has to be told of a drop: a block that is dropped drops all that it awaits. So the
///    link to one that waits leads to the block that it always led to; one to a block that does not
///    wait any more is not followed, and the poll goes through all blocks.
/// 4. The blocks that are jumped over are not running while the poll is on the stack. What drops
///    one of them from inside is noted in it, and done at the end of the poll: see
///    [Unwinding#dropAsked].
final class Shortcut extends RawFuture<Object> {
  /// So many blocks are worth a jump; and so many are between two owners, more or less.
  private static final int SPACING = 32;

  /// What the owner awaits.
  final StateMachine<?> awaited;

  private StateMachine<?> target;

  /// Between the owner and the target.
  private int blocks;

  /// The one whose target is the owner of this one, once that has been found.
  private @Nullable Shortcut upper;

  /// Of all that can be reached from here; known only to the uppermost one.
  private @Nullable Shortcut lowest;

  private Shortcut(StateMachine<?> awaited) {
    this.awaited = awaited;
    this.target = awaited;
  }

  static void install(StateMachine<?> owner) {
    if (owner.inner instanceof StateMachine<?> awaited && isLong(awaited)) {
      Shortcut made = new Shortcut(awaited);
      made.lowest = made.aim(awaited, 0);
      owner.inner = made;
    }
  }

  private static boolean isLong(StateMachine<?> outermost) {
    StateMachine<?> at = outermost;
    for (int length = 1; length < SPACING; length++) {
      if (!(at.inner instanceof StateMachine<?> below)) {
        return false;
      }
      at = below;
    }
    return true;
  }

  /// Finds the target, at or below `from`; what is further away gets shortcuts of its own.
  ///
  /// @param above how many blocks there are from the awaited one to `from`
  /// @return the lowest shortcut that can be reached
  private Shortcut aim(StateMachine<?> from, int above) {
    Shortcut link = this;
    StateMachine<?> at = from;
    int blocks = above;
    while (at.waits() && at.inner instanceof StateMachine<?> below) {
      if (++blocks >= SPACING) {
        link = link.extend(at, below);
        blocks = 0;
      }
      at = below;
    }
    link.target = at;
    link.blocks = blocks;
    return at.waits() && at.inner instanceof Shortcut under ? link.adopt(under) : link;
  }

  private Shortcut extend(StateMachine<?> owner, StateMachine<?> below) {
    Shortcut next = new Shortcut(below);
    next.upper = this;
    owner.inner = next;
    target = owner;
    blocks = SPACING - 1;
    return next;
  }

  private Shortcut adopt(Shortcut under) {
    under.upper = this;
    Shortcut found = under.lowest == null ? under : under.lowest;
    under.lowest = null;
    return found;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    int asked = Unwinding.DROPS_ASKED.getPlain();
    Shortcut link = lowest == null ? this : lowest;
    StateMachine<?> at = link.target;
    Object answer;
    if (at.waits()) {
      answer = at.pollCaught(cx);
      if (answer != PENDING) {
        answer = climb(link, answer, cx);
      } else if (at.inner instanceof StateMachine<?> || at.inner instanceof Shortcut) {
        lowest = link.aim(at, link.blocks); // It is not the innermost one any more.
      }
    } else {
      answer = awaited.pollRaw(cx);
      if (answer == PENDING) {
        lowest = aim(awaited, 0);
      }
    }
    if (answer == PENDING && asked != Unwinding.DROPS_ASKED.getPlain()) {
      Unwinding.dropAsked(awaited);
    }
    return StateMachine.unwrap(answer);
  }

  /// Resumes the blocks between the target of `from`, which has completed, and the owner of this.
  private @Nullable Object climb(Shortcut from, @Nullable Object first, Context cx) {
    Handover handover = new Handover();
    Shortcut link = from;
    Object answer = first;
    List<StateMachine<?>> waiting = from.path();
    while (true) {
      if (answer instanceof AwaitFailure failed) {
        if (failed.cause() instanceof StackOverflowError) {
          StateMachine.requireRoom(); // It is the same for all blocks that would be resumed here.
        }
        tell(failed.cause(), waiting, link);
      }
      if (waiting.isEmpty()) {
        if (link == this) {
          return answer;
        }
        link = link.upper();
        waiting = link.path();
        waiting.add(link.target);
      }
      StateMachine<?> next = waiting.removeLast();
      answer = next.resumeBy(handover.of(answer), cx);
      if (answer == PENDING) {
        lowest = link.aim(next, waiting.size());
        return PENDING;
      }
    }
  }

  /// The blocks from the awaited one to that above the target.
  private List<StateMachine<?>> path() {
    List<StateMachine<?>> path = new ArrayList<>(SPACING);
    for (StateMachine<?> at = awaited; at != target; at = Objects.requireNonNull(at.below())) {
      path.add(at);
    }
    return path;
  }

  /// Tells what is known of a failure the places of the blocks that are going to be resumed by it:
  /// they are not on the stack.
  private void tell(Throwable failure, List<StateMachine<?>> waiting, Shortcut from) {
    Awaits awaits = AwaitStack.latest(failure);
    if (awaits == null || !awaits.isNewTo(this)) {
      return;
    }
    List<StackTraceElement> places = new ArrayList<>();
    waiting.reversed().forEach(machine -> places.add(machine.where()));
    for (Shortcut link = from; link != this && places.size() < Awaits.MOST; ) {
      link = link.upper();
      places.add(link.target.where());
      link.path().reversed().forEach(machine -> places.add(machine.where()));
    }
    awaits.jumped(this, places);
  }

  private Shortcut upper() {
    return Objects.requireNonNull(upper);
  }

  @Override
  public void drop() {
    awaited.drop();
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    return awaited.pollCancel(cx);
  }
}
