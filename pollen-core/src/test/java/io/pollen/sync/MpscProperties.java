package io.pollen.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.Poll;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Random sends, receives and drops on a bounded channel against a model.
class MpscProperties {

  private record Sending(int item, Future<Void> future, Probe probe) {}

  @Property(tries = 400)
  void everyItemArrivesOnceInTheOrderOfItsGrant(
      @ForAll @IntRange(min = 1, max = 3) int capacity,
      @ForAll @Size(max = 80) List<@IntRange(max = 1_199) Integer> steps) {
    Mpsc.Bounded<Integer> channel = Mpsc.bounded(capacity);
    Probe receiver = new Probe();
    ArrayDeque<Integer> inside = new ArrayDeque<>();
    List<Sending> queue = new ArrayList<>();
    List<Sending> granted = new ArrayList<>();
    int next = 0;
    int room = capacity;
    for (int step : steps) {
      int argument = step / 4;
      switch (step % 4) {
        case 0 -> {
          Sending sending = new Sending(next, channel.sender().send(next), new Probe());
          next++;
          boolean sent = sending.probe.poll(sending.future) instanceof Poll.Ready<Void>;
          assertThat(sent).isEqualTo(queue.isEmpty() && room > 0);
          if (sent) {
            room--;
            inside.add(sending.item);
          } else {
            queue.add(sending);
          }
        }
        case 1 -> {
          Future<Optional<Integer>> receiving = channel.receiver().recv();
          if (inside.isEmpty()) {
            receiver.pending(receiving);
            receiving.drop();
          } else {
            assertThat(receiver.ready(receiving)).contains(inside.remove());
            room++;
          }
        }
        case 2 -> {
          List<Sending> all = new ArrayList<>(granted);
          all.addAll(queue);
          if (!all.isEmpty()) {
            Sending dropped = all.get(argument % all.size());
            dropped.future.drop();
            if (granted.remove(dropped)) {
              room++;
            } else {
              queue.remove(dropped);
            }
          }
        }
        default -> {
          if (!granted.isEmpty()) {
            Sending sending = granted.remove(argument % granted.size());
            sending.probe.ready(sending.future);
            inside.add(sending.item);
          }
        }
      }
      while (!queue.isEmpty() && room > 0) {
        granted.add(queue.removeFirst());
        room--;
      }
      assertThat(granted).allMatch(sending -> sending.probe.wakes() == 1);
      assertThat(queue).allMatch(sending -> sending.probe.wakes() == 0);
      assertThat(channel.receiver().len()).isEqualTo(inside.size());
      assertThat(channel.sender().capacity()).isEqualTo(room);
    }
  }
}
