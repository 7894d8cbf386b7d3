package io.pollen.net.dns;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.seam.Clock;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The two files with the system's settings, read when the first name is looked up, and again when
/// one of them has changed, which is looked for every five seconds at most: a laptop meets other
/// networks. On the runtime's pool for blocking calls. Any thread.
final class SettingsFiles {
  /// How long they are not looked at again.
  static final Duration LOOK = Duration.ofSeconds(5);

  // --- constant ---
  private final Path resolvConf;
  private final Path hosts;
  private final BiFunction<List<String>, List<String>, Settings> settings;

  /// Several who find it too old may read the files, and the last one's stays.
  private volatile @Nullable Snapshot latest;

  /// @param looked when the files were looked at, in the clock's nanoseconds
  private record Snapshot(
      Settings settings, @Nullable FileTime conf, @Nullable FileTime hosts, long looked) {}

  /// @param settings what is made of the two files' lines
  SettingsFiles(
      Path resolvConf, Path hosts, BiFunction<List<String>, List<String>, Settings> settings) {
    this.resolvConf = resolvConf;
    this.hosts = hosts;
    this.settings = settings;
  }

  /// The settings as they are now. Fails with `IOException` when a file is there and cannot be
  /// read.
  Future<Settings> settings() {
    return new Look(this);
  }

  private Snapshot look(long now) throws IOException {
    FileTime confTime = changed(resolvConf);
    FileTime hostsTime = changed(hosts);
    Snapshot last = latest;
    Settings read;
    if (last != null
        && Objects.equals(last.conf, confTime)
        && Objects.equals(last.hosts, hostsTime)) {
      read = last.settings;
    } else {
      read = settings.apply(lines(resolvConf), lines(hosts));
    }
    Snapshot fresh = new Snapshot(read, confTime, hostsTime, now);
    latest = fresh;
    return fresh;
  }

  private static @Nullable FileTime changed(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1); // comments may be anything
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static final class Look extends RawFuture<Settings> {
    /// Null when it has completed or was dropped.
    private @Nullable SettingsFiles files;

    private @Nullable Future<Snapshot> running;

    Look(SettingsFiles files) {
      this.files = files;
    }

    @Override
    public Object pollRaw(Context cx) throws Exception {
      SettingsFiles of = files;
      if (of == null) {
        throw new IllegalStateException(
            "a look-up was polled after it had completed or was dropped");
      }
      if (running == null) {
        Clock clock = cx.find(Clock.class);
        long now = (clock != null ? clock : Clock.system()).nanos();
        Snapshot known = of.latest;
        if (known != null && now - known.looked < LOOK.toNanos()) {
          files = null;
          return known.settings;
        }
        BlockingPool pool = BlockingPool.find(cx, "looking a name up");
        if (pool == null) {
          return PENDING;
        }
        running = pool.submit(() -> of.look(now));
      }
      Object answer = null;
      try {
        answer = RawFuture.poll(running, cx);
      } finally {
        if (answer != PENDING) {
          files = null;
          running = null;
        }
      }
      return answer instanceof Snapshot fresh ? fresh.settings : PENDING;
    }

    @Override
    public void drop() {
      files = null;
      Future<?> left = running;
      running = null;
      if (left != null) {
        left.drop();
      }
    }

    @Override
    public String toString() {
      return "reading the settings for name look-ups";
    }
  }
}
