package io.pollen;

import java.util.Iterator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Await trees as text.
final class TreeText {
  /// Where a tree in one line is cut, but for what was begun.
  private static final int LINE = 600;

  private TreeText() {}

  static String lines(AwaitTree tree) {
    StringBuilder out = new StringBuilder();
    lines(tree, "", out);
    return out.toString();
  }

  private static void lines(AwaitTree tree, String indent, StringBuilder out) {
    for (AwaitTree next = tree; next != null; next = only(next)) {
      if (next != tree) {
        out.append(indent);
      }
      out.append(place(next));
      if (!next.locals().isEmpty()) {
        out.append("  ")
            .append(
                next.locals().stream()
                    .map(AwaitTree.Local::toString)
                    .collect(Collectors.joining(", ")));
      }
      out.append('\n');
      if (next.awaits().size() > 1) {
        for (AwaitTree branch : next.awaits()) {
          out.append(indent).append("  - ");
          lines(branch, indent + "    ", out);
        }
      }
    }
  }

  private static @Nullable AwaitTree only(AwaitTree tree) {
    return tree.awaits().size() == 1 ? tree.awaits().getFirst() : null;
  }

  static String line(AwaitTree tree) {
    StringBuilder out = new StringBuilder();
    line(tree, out);
    return out.toString();
  }

  private static void line(AwaitTree tree, StringBuilder out) {
    for (AwaitTree next = tree; next != null; next = only(next)) {
      if (next != tree) {
        out.append(" → ");
      }
      if (out.length() > LINE) {
        out.append('…');
        return;
      }
      out.append(place(next));
      if (next.awaits().size() > 1) {
        branches(next, out.append(" → ["));
        out.append(']');
      }
    }
  }

  private static void branches(AwaitTree tree, StringBuilder out) {
    for (Iterator<AwaitTree> branches = tree.awaits().iterator(); branches.hasNext(); ) {
      line(branches.next(), out);
      if (branches.hasNext()) {
        out.append(" | ");
        if (out.length() > LINE) {
          out.append('…');
          return;
        }
      }
    }
  }

  /// `Server.handle (Server.java:40), running`.
  private static String place(AwaitTree tree) {
    StackTraceElement at = tree.at();
    if (at == null) {
      return tree.what();
    }
    return tree.what().isEmpty() ? place(at) : place(at) + ", " + tree.what();
  }

  /// A place in the source without its package, which is seldom in doubt.
  static String place(StackTraceElement at) {
    String type = at.getClassName();
    String source =
        at.getFileName() == null
            ? "unknown source"
            : at.getLineNumber() < 0
                ? at.getFileName()
                : at.getFileName() + ":" + at.getLineNumber();
    return type.substring(type.lastIndexOf('.') + 1)
        + "."
        + at.getMethodName()
        + " ("
        + source
        + ")";
  }
}
