package io.pollen.transform;

import io.pollen.AsyncAction;
import io.pollen.AsyncBiFunction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Context;
import io.pollen.woven.MachineInfo;
import io.pollen.woven.Starter;
import io.pollen.woven.StateMachine;
import org.jspecify.annotations.Nullable;

/// A block whose body has no awaits: its first poll runs it.
final class PlainBlock extends StateMachine<Object> implements Starter {
  private final BodyKind kind;
  private final MachineInfo info;
  private @Nullable Object first;
  private @Nullable Object second;

  private PlainBlock(BodyKind kind, MachineInfo info) {
    this.kind = kind;
    this.info = info;
  }

  /// @param code the body, if it could be read
  static Starter starter(BodyKind kind, Class<?> body, @Nullable BodyCode code) {
    MachineInfo info =
        code == null
            ? MachineInfo.of(MachineInfo.ABI, body.getName(), kind.method, null, -1, "")
            : MachineInfo.of(
                MachineInfo.ABI,
                code.hostName(),
                code.sourceName(),
                code.fileName(),
                code.firstLine(),
                "");
    return new PlainBlock(kind, info);
  }

  @Override
  protected MachineInfo info() {
    return info;
  }

  @Override
  public StateMachine<?> machine(
      Object body, @Nullable Object firstArgument, @Nullable Object secondArgument) {
    PlainBlock block = new PlainBlock(kind, info);
    block.inner = body;
    block.first = firstArgument;
    block.second = secondArgument;
    return block;
  }

  @Override
  protected void release() {
    first = null;
    second = null;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    enter();
    Object body = inner;
    inner = null;
    try {
      return completeChecked(run(body));
    } catch (Throwable failure) {
      return failed(failure);
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // start() took them with these types
  private @Nullable Object run(@Nullable Object body) throws Exception {
    return switch (kind) {
      case BODY -> ((AsyncBody<?>) body).run();
      case ACTION -> {
        ((AsyncAction) body).run();
        yield null;
      }
      case FUNCTION -> ((AsyncFunction<Object, ?>) body).apply(first);
      case BI_FUNCTION -> ((AsyncBiFunction<Object, Object, ?>) body).apply(first, second);
    };
  }
}
