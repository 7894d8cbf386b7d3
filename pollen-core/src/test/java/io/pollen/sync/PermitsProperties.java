package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.Poll;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Random acquires, releases and drops against a model of a fair semaphore.
class PermitsProperties {

  private static final class Request {
    final Probe probe = new Probe();
    final int count;
    final Future<Permit> future;
    boolean granted;

    Request(Semaphore semaphore, int count) {
      this.count = count;
      this.future = semaphore.acquire(count);
    }
  }

  @Property(tries = 400)
  void grantsFollowTheOrderOfTheFirstPolls(
      @ForAll @IntRange(max = 4) int initial,
      @ForAll @Size(max = 60) List<@IntRange(max = 1_199) Integer> steps) {
    Semaphore semaphore = new Semaphore(initial);
    int free = initial;
    ArrayDeque<Request> queue = new ArrayDeque<>();
    List<Request> granted = new ArrayList<>();
    List<Permit> held = new ArrayList<>();
    for (int step : steps) {
      int argument = step / 4;
      switch (step % 4) {
        case 0 -> { // a request is polled for the first time
          Request request = new Request(semaphore, 1 + argument % 3);
          boolean ready =
              request.probe.poll(request.future) instanceof Poll.Ready<Permit> answer
                  && held.add(answer.value());
          boolean expected = queue.isEmpty() && free >= request.count;
          assertThat(ready).as("granted at once").isEqualTo(expected);
          if (expected) {
            free -= request.count;
          } else {
            queue.add(request);
          }
        }
        case 1 -> { // a permit comes back, or a new one comes
          if (held.isEmpty()) {
            semaphore.addPermits(1);
            free++;
          } else {
            Permit permit = held.remove(argument % held.size());
            free += permit.count();
            permit.close();
          }
        }
        case 2 -> { // a request is dropped, granted or not
          List<Request> all = new ArrayList<>(granted);
          all.addAll(queue);
          if (!all.isEmpty()) {
            Request dropped = all.get(argument % all.size());
            dropped.future.drop();
            if (granted.remove(dropped)) {
              free += dropped.count;
            } else {
              queue.remove(dropped);
            }
          }
        }
        default -> { // a granted request is polled
          if (!granted.isEmpty()) {
            Request request = granted.remove(argument % granted.size());
            Permit permit = request.probe.ready(request.future);
            assertThat(permit.count()).isEqualTo(request.count);
            held.add(permit);
          }
        }
      }
      while (!queue.isEmpty() && queue.peek().count <= free) {
        Request next = queue.remove();
        free -= next.count;
        granted.add(next);
      }
      assertThat(semaphore.availablePermits()).isEqualTo(free);
      assertThat(granted).allMatch(request -> request.probe.wakes() == 1);
      assertThat(queue).allMatch(request -> request.probe.wakes() == 0);
    }
    for (Request request : queue) {
      request.probe.pending(request.future);
    }
  }
}
