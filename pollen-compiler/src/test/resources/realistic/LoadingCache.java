package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.combine.Shared;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/// Computes each value once, for all who ask for it meanwhile, and forgets it after a time.
final class LoadingCache<K, V> {
  private final Map<K, Shared<V>> entries = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final AsyncFunction<K, V> loader;
  private final Duration life;
  private int hits;

  LoadingCache(AsyncFunction<K, V> loader, Duration life) {
    this.loader = Objects.requireNonNull(loader);
    this.life = life;
  }

  Future<V> get(K key) {
    lock.lock();
    try {
      Shared<V> known = entries.get(key);
      if (known != null) {
        hits++;
        return known.copy();
      }
      Shared<V> loading = load(key).shared();
      entries.put(key, loading);
      return loading.copy();
    } finally {
      lock.unlock();
    }
  }

  private Future<V> load(K key) {
    return async(() -> {
      V value;
      try {
        value = await(loaded(key));
      } catch (Exception e) {
        forget(key);
        throw e;
      }
      spawn(forgetLater(key));
      return value;
    });
  }

  private Future<V> loaded(K key) {
    return async(() -> loader.apply(key));
  }

  private Future<Void> forgetLater(K key) {
    return async(() -> {
      await(sleep(life));
      forget(key);
    });
  }

  private void forget(K key) {
    lock.lock();
    try {
      entries.remove(key);
    } finally {
      lock.unlock();
    }
  }

  synchronized int hits() {
    return hits;
  }

  public static void main(String[] args) throws Exception {
    var cache =
        new LoadingCache<String, Integer>(
            word -> {
              await(sleep(Duration.ofMillis(100)));
              return word.length();
            },
            Duration.ofSeconds(1));
    run(() -> {
      int sum = 0;
      for (String word : args) {
        sum += await(cache.get(word));
      }
      System.out.println(sum + " letters, " + cache.hits() + " hits");
    });
  }
}
