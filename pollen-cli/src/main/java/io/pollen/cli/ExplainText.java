package io.pollen.cli;

import io.pollen.transform.BlockReport;
import io.pollen.transform.BlockReport.Machine;
import io.pollen.transform.BlockReport.Plain;
import io.pollen.transform.BlockReport.Refusal;
import io.pollen.transform.BlockReport.State;
import io.pollen.transform.BlockReport.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A report on async blocks as text for people: a paragraph for each block, a line for each state.
final class ExplainText {
  private static final int WIDTH = 100;

  private final InstanceLayout layout;
  private final StringBuilder out = new StringBuilder();

  private ExplainText(InstanceLayout layout) {
    this.layout = layout;
  }

  static String of(List<BlockReport> blocks, InstanceLayout layout) {
    ExplainText text = new ExplainText(layout);
    text.out.append("Sizes of this JVM: ").append(layout.description()).append(".\n\n");
    blocks.forEach(text::block);
    text.summary(blocks);
    return text.out.toString();
  }

  private void block(BlockReport block) {
    out.append(simple(block.owner())).append('.').append(block.method());
    out.append("  ").append(place(block)).append("  ").append(form(block)).append('\n');
    list("  captures   ", block.captured().stream().map(ExplainText::declaration).toList());
    list("  arguments  ", block.arguments().stream().map(ExplainText::declaration).toList());
    switch (block.outcome()) {
      case Plain() -> out.append("  no await: its first poll runs it to its end\n");
      case Refusal(String reason) -> wrap("  refused    ", List.of(reason.split(" ")), " ");
      case Machine machine -> machine(block, machine);
    }
    out.append('\n');
  }

  private void list(String head, List<String> items) {
    if (!items.isEmpty()) {
      wrap(head, items, ", ");
    }
  }

  private static String place(BlockReport block) {
    String file = block.file() == null ? "(unknown source)" : block.file();
    if (block.firstLine() < 0) {
      return file;
    }
    String first = file + ":" + block.firstLine();
    return block.lastLine() > block.firstLine() ? first + "-" + block.lastLine() : first;
  }

  private static String form(BlockReport block) {
    String form =
        switch (block.form()) {
          case LAMBDA -> "lambda";
          case METHOD_REFERENCE -> "method reference";
          case CLASS -> "class";
        };
    return form + " as " + simple(block.type());
  }

  private void machine(BlockReport block, Machine machine) {
    int woven = layout.size(machine.woven());
    int transformed = layout.size(machine.transformed());
    out.append("  suspended  ").append(woven).append(" bytes");
    out.append(woven == transformed ? "" : " woven, " + transformed + " transformed at run time");
    out.append('\n');
    out.append("  code       ").append(machine.codeBytes()).append(" bytes\n");
    int state = width("state", machine.states().stream().map(s -> "" + s.number()));
    int line = width("line", machine.states().stream().map(s -> "" + s.line()));
    int awaits = width("awaits", machine.states().stream().map(s -> awaited(block, s)));
    String row = "    %" + state + "s  %" + line + "s  %-" + awaits + "s  ";
    out.append(String.format(row, "state", "line", "awaits")).append("keeps\n");
    for (State s : machine.states()) {
      wrap(String.format(row, s.number(), s.line(), awaited(block, s)), kept(s), ", ");
    }
  }

  private static int width(String title, Stream<String> cells) {
    return cells.mapToInt(String::length).reduce(title.length(), Math::max);
  }

  private static String awaited(BlockReport block, State state) {
    List<String> names = new ArrayList<>();
    for (String name : state.awaited()) {
      String own = block.owner() + ".";
      names.add(name.startsWith(own) ? name.substring(own.length()) : simple(name));
    }
    return names.isEmpty() ? "an expression" : String.join(" or ", names);
  }

  private static List<String> kept(State state) {
    List<String> kept = new ArrayList<>();
    state.locals().forEach(local -> kept.add(declaration(local)));
    state.operands().forEach(type -> kept.add("(intermediate " + simple(type) + ")"));
    return kept.isEmpty() ? List.of("-") : kept;
  }

  private static String declaration(Variable variable) {
    return variable.name() == null
        ? "(unnamed " + simple(variable.type()) + ")"
        : variable.name().equals("this") ? "this" : simple(variable.type()) + " " + variable.name();
  }

  /// A name without its package, nested classes as in source code.
  private static String simple(String name) {
    return name.replaceFirst("^(new )?(?:[a-z_]\\w*\\.)+(?=[A-Z])", "$1").replace('$', '.');
  }

  /// Writes `items` after `head`, continued below the first of them where a line would be too long.
  private void wrap(String head, List<String> items, String separator) {
    StringBuilder line = new StringBuilder(head);
    for (int i = 0; i < items.size(); i++) {
      String item = items.get(i) + (i < items.size() - 1 ? separator : "");
      if (line.length() > head.length() && line.length() + item.stripTrailing().length() > WIDTH) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(" ".repeat(head.length()));
      }
      line.append(item);
    }
    out.append(line).append('\n');
  }

  private void summary(List<BlockReport> blocks) {
    long plain = blocks.stream().filter(block -> block.outcome() instanceof Plain).count();
    long refused = blocks.stream().filter(block -> block.outcome() instanceof Refusal).count();
    out.append(count(blocks.size(), "async block"));
    if (!blocks.isEmpty()) {
      out.append(": ").append(blocks.size() - plain - refused).append(" with awaits");
      out.append(plain == 0 ? "" : ", " + plain + " without");
      out.append(refused == 0 ? "" : ", " + refused + " refused");
    }
    out.append(".\n");
  }

  private static String count(int count, String what) {
    return count == 1 ? "1 " + what : count + " " + what + "s";
  }
}
