package io.pollen.verify.soak;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.using;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.yieldNow;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.Mpsc;
import io.pollen.sync.Mutex;
import io.pollen.sync.Oneshot;
import io.pollen.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Tasks that wait for each other.
final class ChannelWork {
  private static final int PLACES = 2;

  private ChannelWork() {}

  private record Item(int sender, int number) {}

  /// Everything arrives, and in each sender's order.
  static Future<Void> manyToOne(Site site, Random random) {
    return async(() -> {
      var channel = Mpsc.<Item>bounded(1 + random.nextInt(8));
      int senders = 1 + random.nextInt(4);
      int items = random.nextInt(100);
      for (int i = 0; i < senders; i++) {
        spawn(site.ledger().track(send(site, channel.sender().share(), i, items)));
      }
      channel.sender().close();
      int[] next = new int[senders];
      try (var receiver = channel.receiver()) {
        while (await(receiver.recv()).orElse(null) instanceof Item(int sender, int number)) {
          int expected = next[sender]++;
          site.ledger().check(number == expected, "item " + number + " came before " + expected);
        }
      }
      if (!site.ledger().isClosing()) {
        for (int got : next) {
          site.ledger().check(got == items, "the channel ended after " + got + " of " + items);
        }
      }
    });
  }

  private static Future<Void> send(Site site, Mpsc.Sender<Item> sender, int number, int items) {
    return using(sender, own -> await(sendAll(site, own, number, items)));
  }

  private static Future<Void> sendAll(Site site, Mpsc.Sender<Item> sender, int number, int items) {
    return async(() -> {
      try (var held = site.ledger().hold()) {
        for (int i = 0; i < items; i++) {
          await(sender.send(new Item(number, i)));
        }
      }
    });
  }

  static Future<Void> oneshots(Site site, Random random) {
    return async(() -> {
      for (int i = random.nextInt(30); i >= 0; i--) {
        int value = i;
        var there = Oneshot.<Integer>channel();
        var back = Oneshot.<Integer>channel();
        spawn(
            site.ledger()
                .track(
                    async(() -> {
                      back.sender().send(await(there.receiver()));
                    })));
        there.sender().send(value);
        int got = await(back.receiver());
        site.ledger().check(got == value, "another value came back");
      }
    });
  }

  /// No more in the room than there are places, and no count lost.
  static Future<Void> locks(Site site, Random random) {
    return async(() -> {
      var room = new Semaphore(PLACES);
      var inside = new AtomicInteger();
      var sum = new Mutex<>(0);
      int tasks = 1 + random.nextInt(6);
      int times = 1 + random.nextInt(20);
      List<JoinHandle<Void>> handles = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        handles.add(spawn(site.ledger().track(count(site, room, inside, sum, times))));
      }
      for (JoinHandle<Void> handle : handles) {
        await(handle);
      }
      try (var guard = await(sum.lock())) {
        int got = guard.get();
        site.ledger().check(got == tasks * times, "counted " + got + " of " + tasks * times);
      }
      site.ledger().check(room.availablePermits() == PLACES, "a permit was lost");
    });
  }

  private static Future<Void> count(
      Site site, Semaphore room, AtomicInteger inside, Mutex<Integer> sum, int times) {
    return async(() -> {
      for (int i = 0; i < times; i++) {
        try (var permit = await(room.acquire())) {
          site.ledger().check(inside.incrementAndGet() <= PLACES, "too many in the room");
          await(yieldNow());
          inside.decrementAndGet();
        }
        try (var guard = await(sum.lock())) {
          int seen = guard.get();
          await(yieldNow());
          guard.set(seen + 1);
        }
      }
    });
  }
}
