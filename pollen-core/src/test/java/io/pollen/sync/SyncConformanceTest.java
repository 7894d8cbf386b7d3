package io.pollen.sync;

import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Subject;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// Every future of this package keeps the laws of polling and dropping.
class SyncConformanceTest {

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        Subject.leaf(
            "Semaphore.acquire",
            () -> {
              Semaphore semaphore = new Semaphore(0);
              return Subject.leafCase(semaphore.acquire(), () -> semaphore.addPermits(1));
            }),
        Subject.leaf(
            "Mutex.lock",
            () -> {
              Mutex<Integer> mutex = new Mutex<>(0);
              Guard<Integer> guard = mutex.tryLock().orElseThrow();
              return Subject.leafCase(mutex.lock(), guard::close);
            }),
        Subject.leaf(
            "Notify.notified",
            () -> {
              Notify notify = new Notify();
              return Subject.leafCase(notify.notified(), notify::notifyOne);
            }),
        Subject.leaf(
            "CancellationToken.cancelled",
            () -> {
              CancellationToken token = new CancellationToken();
              return Subject.leafCase(token.cancelled(), token::cancel);
            }),
        Subject.leaf(
            "Oneshot.Receiver",
            () -> {
              Oneshot.Channel<String> channel = Oneshot.channel();
              return Subject.leafCase(channel.receiver(), () -> channel.sender().send("value"));
            }),
        Subject.leaf(
            "Oneshot.Sender.closed",
            () -> {
              Oneshot.Channel<String> channel = Oneshot.channel();
              return Subject.leafCase(channel.sender().closed(), channel.receiver()::close);
            }),
        Subject.leaf(
            "Mpsc.Sender.send",
            () -> {
              Mpsc.Bounded<String> channel = full();
              return Subject.leafCase(
                  channel.sender().send("second"), () -> channel.receiver().tryRecv());
            }),
        Subject.leaf(
            "Mpsc.Sender.reserve",
            () -> {
              Mpsc.Bounded<String> channel = full();
              return Subject.leafCase(
                  channel.sender().reserve(), () -> channel.receiver().tryRecv());
            }),
        Subject.leaf(
            "Mpsc.Sender.closed",
            () -> {
              Mpsc.Bounded<String> channel = full();
              return Subject.leafCase(channel.sender().closed(), channel.receiver()::close);
            }),
        Subject.leaf(
            "Mpsc.Receiver.recv",
            () -> {
              Mpsc.Unbounded<String> channel = Mpsc.unbounded();
              return Subject.leafCase(
                  channel.receiver().recv(), () -> channel.sender().send("item"));
            }),
        Subject.leaf(
            "Mpsc.Receiver.recvMany",
            () -> {
              Mpsc.Bounded<String> channel = Mpsc.bounded(2);
              return Subject.leafCase(
                  channel.receiver().recvMany(new ArrayList<>(), 2),
                  () -> channel.sender().trySend("item"));
            }));
  }

  private static Mpsc.Bounded<String> full() {
    Mpsc.Bounded<String> channel = Mpsc.bounded(1);
    channel.sender().trySend("first");
    return channel;
  }
}
