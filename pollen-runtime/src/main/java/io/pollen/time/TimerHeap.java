package io.pollen.time;

import io.pollen.time.TimerQueue.Key;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The entries of a [TimerQueue], the earliest first: a heap whose nodes have four children
/// (Johnson 1975), so that a way up or down meets half as many levels as in a binary one. The
/// deadlines lie in an array of their own, the four of one node beside each other: with a million
/// entries, asking each key for its deadline took twice as long. Each key knows its place, so any
/// one is found in O(1), and moved in O(log n).
///
/// Two entries with the same deadline keep the order in which they came.
final class TimerHeap<T> {
  private static final int WIDTH = 4;
  private static final int SMALLEST = 16;

  private @Nullable Key<T>[] keys = array(SMALLEST);
  private long[] deadlines = new long[SMALLEST];
  private int size;
  private long came;

  int size() {
    return size;
  }

  @Nullable Key<T> first() {
    return keys[0];
  }

  /// In the clock's nanoseconds. Of a key in the heap only.
  long deadline(Key<T> key) {
    return deadlines[key.place];
  }

  void add(Key<T> key, long deadline) {
    if (size == keys.length) {
      resize(Math.max(SMALLEST, size + (size >> 1)));
    }
    key.order = came++;
    up(key, deadline, size++);
  }

  void move(Key<T> key, long deadline) {
    key.order = came++;
    settle(key, deadline, key.place);
  }

  void remove(Key<T> key) {
    size--;
    Key<T> last = at(size);
    keys[size] = null;
    if (last != key) {
      settle(last, deadlines[size], key.place);
    }
    key.place = Key.OUT;
  }

  /// Keeps no more room than the entries need.
  void trim() {
    resize(Math.max(1, size));
  }

  private void resize(int length) {
    keys = Arrays.copyOf(keys, length);
    deadlines = Arrays.copyOf(deadlines, length);
  }

  /// Puts a key where it belongs, upwards or downwards of `hole`, which is free.
  private void settle(Key<T> key, long deadline, int hole) {
    if (hole > 0 && isBefore(key, deadline, (hole - 1) / WIDTH)) {
      up(key, deadline, hole);
    } else {
      down(key, deadline, hole);
    }
  }

  private void up(Key<T> key, long deadline, int hole) {
    int place = hole;
    while (place > 0) {
      int parent = (place - 1) / WIDTH;
      if (!isBefore(key, deadline, parent)) {
        break;
      }
      put(at(parent), deadlines[parent], place);
      place = parent;
    }
    put(key, deadline, place);
  }

  private void down(Key<T> key, long deadline, int hole) {
    int place = hole;
    while (place < (size + 2) / WIDTH) { // it has a child
      int least = place * WIDTH + 1;
      int end = Math.min(least + WIDTH, size);
      for (int child = least + 1; child < end; child++) {
        if (isBefore(at(child), deadlines[child], least)) {
          least = child;
        }
      }
      if (isBefore(key, deadline, least)) {
        break;
      }
      put(at(least), deadlines[least], place);
      place = least;
    }
    put(key, deadline, place);
  }

  private boolean isBefore(Key<T> key, long deadline, int place) {
    long later = deadline - deadlines[place];
    return later == 0 ? key.order < at(place).order : later < 0;
  }

  private void put(Key<T> key, long deadline, int place) {
    keys[place] = key;
    deadlines[place] = deadline;
    key.place = place;
  }

  @SuppressWarnings("NullAway") // below size there are no holes
  private Key<T> at(int place) {
    return keys[place];
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // filled with Key<T> only
  private static <T> @Nullable Key<T>[] array(int length) {
    return new Key[length];
  }
}
