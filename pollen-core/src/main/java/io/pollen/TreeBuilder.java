package io.pollen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Walks the objects of suspended futures. Depth and width are bounded, so that it is safe in the
/// deepest frame of a poll and for a million branches.
final class TreeBuilder {
  /// So many levels of a chain are shown from the outside, and [#INNERMOST] from the inside.
  private static final int OUTERMOST = 48;

  private static final int INNERMOST = 16;

  /// So many branches of one future are shown.
  private static final int BRANCHES = 64;

  /// So many lines a tree has at most, but for a few.
  private static final int NODES = 2_000;

  /// So many wrappers are taken off to find a block.
  private static final int WRAPPERS = 16;

  private static final int VALUE_LENGTH = 80;
  private static final int WHAT_LENGTH = 200;

  private final boolean acrossTasks;
  private final boolean values;
  private final Set<Future<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  TreeBuilder(boolean acrossTasks, boolean values) {
    this.acrossTasks = acrossTasks;
    this.values = values;
  }

  AwaitTree build(Future<?> future) {
    return build(future, 0);
  }

  @Nullable StackTraceElement source(Future<?> future) {
    Future<?> here = future;
    for (int i = 0; i < WRAPPERS && here instanceof Inspectable; i++) {
      Inspection seen = look(here);
      if (seen.source != null || seen.awaits.size() != 1) {
        return seen.source;
      }
      here = seen.awaits.getFirst();
    }
    return null;
  }

  private AwaitTree build(Future<?> future, int depth) {
    if (!seen.add(future)) {
      return note(look(future).what + " (shown above already)");
    }
    nodes++;
    Inspection here = look(future);
    if (depth == OUTERMOST && here.awaits.size() == 1) {
      return skip(here);
    }
    return node(here, children(here.awaits, depth + 1));
  }

  private List<AwaitTree> children(List<Future<?>> awaits, int depth) {
    List<AwaitTree> children = new ArrayList<>(awaits.size() == 1 ? 1 : BRANCHES);
    for (Future<?> awaited : awaits) {
      if (children.size() == BRANCHES || nodes >= NODES || depth > OUTERMOST + 1) {
        children.add(note("… " + (awaits.size() - children.size()) + " more …"));
        break;
      }
      children.add(build(awaited, depth));
    }
    return children;
  }

  /// Follows a chain in a loop to its end, or to where it branches, and keeps its last levels.
  private AwaitTree skip(Inspection first) {
    ArrayDeque<Inspection> last = new ArrayDeque<>(INNERMOST + 1);
    int skipped = 0;
    Inspection here = first;
    while (true) {
      last.addLast(here);
      if (last.size() > INNERMOST) {
        last.removeFirst();
        skipped++;
      }
      if (here.awaits.size() != 1 || !seen.add(here.awaits.getFirst())) {
        break;
      }
      here = look(here.awaits.getFirst());
    }
    Inspection end = last.removeLast();
    List<AwaitTree> below =
        end.awaits.isEmpty() ? List.of() : List.of(note("… " + end.awaits.size() + " more …"));
    AwaitTree tree = node(end, below);
    while (!last.isEmpty()) {
      tree = node(last.removeLast(), List.of(tree));
    }
    return skipped == 0
        ? tree
        : new AwaitTree("… " + skipped + " more levels …", null, List.of(), List.of(tree));
  }

  private Inspection look(Future<?> future) {
    Inspection seen = new Inspection(acrossTasks);
    try {
      if (future instanceof Inspectable inspectable) {
        inspectable.inspect(seen);
      } else {
        seen.what(leaf(future));
      }
    } catch (RuntimeException | LinkageError | AssertionError unreadable) {
      seen.what(typeName(future) + ", which could not be read: " + unreadable);
    }
    if (seen.what.length() > WHAT_LENGTH) {
      seen.what(seen.what.substring(0, WHAT_LENGTH) + "…");
    }
    return seen;
  }

  /// A text that a class has chosen for its futures. That of a record spells out its components,
  /// which may be anything.
  private static String leaf(Future<?> future) {
    if (future instanceof Record) {
      return typeName(future);
    }
    String text = String.valueOf(future.toString());
    return text.startsWith(future.getClass().getName() + "@") ? typeName(future) : text;
  }

  private static String typeName(Future<?> future) {
    String name = future.getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    String type = lambda < 0 ? name : name.substring(0, lambda);
    String simple = type.substring(type.lastIndexOf('.') + 1);
    return lambda < 0 ? simple : "a lambda of " + simple;
  }

  private AwaitTree node(Inspection here, List<AwaitTree> children) {
    List<AwaitTree.Local> locals = new ArrayList<>(here.locals.size());
    for (Inspection.Kept kept : here.locals) {
      locals.add(new AwaitTree.Local(kept.name(), kept.type(), values ? value(kept) : null));
    }
    return new AwaitTree(here.what, here.at, locals, children);
  }

  private static String value(Inspection.Kept kept) {
    String text;
    try {
      @Nullable Object value = kept.value().get();
      text = String.valueOf(value);
    } catch (RuntimeException | LinkageError | AssertionError unreadable) {
      text = "(unreadable: " + unreadable + ")";
    }
    return text.length() > VALUE_LENGTH ? text.substring(0, VALUE_LENGTH) + "…" : text;
  }

  private static AwaitTree note(String text) {
    return new AwaitTree(text, null, List.of(), List.of());
  }
}
