package io.pollen.verify.soak;

import io.pollen.Future;
import java.util.List;
import java.util.Random;

/// What there is to do.
final class Mix {
  private Mix() {}

  /// Something that comes to its end in well under a second on an idle machine, however often.
  interface Work {
    Future<Void> once(Site site, Random random);
  }

  record Activity(String name, int weight, Work work) {}

  private static final List<Activity> ALL =
      List.of(
          new Activity("spawn and abort", 6, TaskWork::spawnAndAbort),
          new Activity("tasks abroad", 2, TaskWork::abroad),
          new Activity("timeouts", 4, TimeWork::timeouts),
          new Activity("long timeouts that are cancelled", 2, TimeWork::cancelled),
          new Activity("interval", 1, TimeWork::ticks),
          new Activity("blocking calls", 3, BlockingWork::calls),
          new Activity("blocking in place", 2, BlockingWork::inPlace),
          new Activity("runtime in a blocking call", 1, BlockingWork::runtime),
          new Activity("echo", 5, SocketWork::echo),
          new Activity("impatient echo", 2, SocketWork::impatient),
          new Activity("channel", 4, ChannelWork::manyToOne),
          new Activity("oneshots", 2, ChannelWork::oneshots),
          new Activity("locks", 3, ChannelWork::locks),
          new Activity("join set", 3, GroupWork::joinSet),
          new Activity("scope", 3, GroupWork::scoped),
          new Activity("tracker", 2, GroupWork::tracker));

  private static final int WEIGHT = ALL.stream().mapToInt(Activity::weight).sum();

  static Activity choose(Site site, Random random) {
    int left = random.nextInt(WEIGHT);
    for (Activity activity : ALL) {
      left -= activity.weight();
      if (left < 0) {
        return activity;
      }
    }
    throw new AssertionError(left);
  }
}
