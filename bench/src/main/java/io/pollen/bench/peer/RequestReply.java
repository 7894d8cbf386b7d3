package io.pollen.bench.peer;

import java.util.Objects;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CompletableDeferred;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.channels.Channel;
import org.jspecify.annotations.Nullable;

/// A client that sends `size` requests through a channel to a server in the same scope and awaits
/// each reply.
final class RequestReply extends Machine {
  private final @Nullable CoroutineScope scope;
  private final int size;
  private final Channel<CompletableDeferred<Boolean>> inbox = channel(10);
  private @Nullable CompletableDeferred<Boolean> reply;

  RequestReply(int size) {
    this(null, null, size);
  }

  private RequestReply(
      @Nullable CoroutineScope scope, @Nullable Continuation<?> completion, int size) {
    super(completion);
    this.scope = scope;
    this.size = size;
  }

  @Override
  Machine fresh(CoroutineScope scope, Continuation<?> completion) {
    return new RequestReply(scope, completion, size);
  }

  @Override
  Object go(Object value) {
    if (at == 0) {
      launch(Objects.requireNonNull(scope), new Loop(size, inbox::receive, RequestReply::answer));
    }
    while (at < 2 * size) {
      if (step(at++) == SUSPENDED) {
        return SUSPENDED;
      }
    }
    return DONE;
  }

  @SuppressWarnings("unchecked") // the channel carries nothing else
  private static void answer(Object request) {
    ((CompletableDeferred<Boolean>) request).complete(true);
  }

  private @Nullable Object step(int number) {
    if (number % 2 == 0) {
      reply = CompletableDeferredKt.CompletableDeferred((Job) null);
      return inbox.send(reply, this);
    }
    return Objects.requireNonNull(reply).await(this);
  }
}
