package io.pollen.runtime.observe;

import io.pollen.AwaitTree;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes dumps as JSON.
final class DumpJson {
  private final StringBuilder out = new StringBuilder();

  DumpJson runtime(RuntimeDump dump) {
    out.append('{');
    field("runtime", dump.runtime());
    list("tasks", dump.tasks(), this::task);
    name("more").append(dump.more()).append('}');
    return this;
  }

  private void task(TaskDump task) {
    out.append('{');
    name("id").append(task.id());
    field("name", task.name());
    place("block", task.origin().block());
    place("spawned", task.origin().spawnedAt());
    attributes(task.origin().attributes());
    field("state", RuntimeDump.word(task.state()));
    name("approximate").append(task.approximate());
    field("thread", task.thread());
    if (!task.stack().isEmpty()) {
      list("stack", task.stack(), frame -> text(frame.toString()));
    }
    name("awaits");
    tree(task.awaits());
    out.append('}');
  }

  private void tree(AwaitTree tree) {
    out.append('{');
    field("what", tree.what().isEmpty() ? null : tree.what());
    if (tree.at() != null) {
      place(tree.at());
    }
    if (!tree.locals().isEmpty()) {
      list("locals", tree.locals(), this::local);
    }
    if (!tree.awaits().isEmpty()) {
      list("awaits", tree.awaits(), this::tree);
    }
    out.append('}');
  }

  private void place(String name, @Nullable StackTraceElement at) {
    if (at != null) {
      name(name).append('{');
      place(at);
      out.append('}');
    }
  }

  private void place(StackTraceElement at) {
    field("at", at.getClassName() + "." + at.getMethodName());
    field("file", at.getFileName());
    if (at.getLineNumber() >= 0) {
      name("line").append(at.getLineNumber());
    }
  }

  private void attributes(Map<String, String> attributes) {
    if (!attributes.isEmpty()) {
      name("attributes").append('{');
      attributes.forEach(this::field);
      out.append('}');
    }
  }

  private void local(AwaitTree.Local local) {
    out.append('{');
    field("name", local.name());
    field("type", local.type());
    field("value", local.value());
    out.append('}');
  }

  private StringBuilder name(String name) {
    comma();
    text(name);
    return out.append(':');
  }

  private void comma() {
    char last = out.charAt(out.length() - 1);
    if (last != '{' && last != '[' && last != ':') {
      out.append(',');
    }
  }

  private void field(String name, @Nullable String value) {
    if (value != null) {
      name(name);
      text(value);
    }
  }

  private <E> void list(String name, Iterable<E> elements, Consumer<? super E> write) {
    name(name).append('[');
    for (E element : elements) {
      comma();
      write.accept(element);
    }
    out.append(']');
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
