package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `posix_spawn` of glibc (2.34 or newer, for `addclosefrom_np`), and what belongs to a process
/// afterwards. The calls of `pidfd`s go by number, which is the same on x86_64 and aarch64
/// (asm-generic/unistd.h): glibc wraps them only from 2.36 on. Results are numbers or negative
/// errnos.
public final class ProcessCalls {
  /// No group is asked for.
  public static final int NO_GROUP = -1;

  /// In the answer of [#reap]: the process has ended, by itself or by a signal; the low bits say
  /// with which code, or by which.
  public static final int EXITED = 1 << 16;

  public static final int KILLED = 1 << 17;

  /// `pidfd_send_signal` to the group that the process leads, or led; Linux 6.9.
  public static final int PROCESS_GROUP = 1 << 2;

  // bits/types/siginfo_t.h
  /// `siginfo_t` of a SIGCHLD.
  static final StructLayout SIGINFO =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_INT.withName("si_signo"),
              JAVA_INT.withName("si_errno"),
              JAVA_INT.withName("si_code"),
              MemoryLayout.paddingLayout(4),
              JAVA_INT.withName("si_pid"),
              JAVA_INT.withName("si_uid"),
              JAVA_INT.withName("si_status"),
              MemoryLayout.paddingLayout(100)),
          128);

  /// `posix_spawnattr_t`, spawn.h: only its functions look inside.
  static final StructLayout ATTRIBUTES =
      Native.sized(
          MemoryLayout.structLayout(
              JAVA_LONG.withName("flags_and_group"),
              MemoryLayout.sequenceLayout(41, JAVA_LONG).withName("rest")),
          336);

  /// `posix_spawn_file_actions_t`, spawn.h: only its functions look inside.
  static final StructLayout FILE_ACTIONS =
      Native.sized(
          MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, JAVA_LONG).withName("all")),
          80);

  // spawn.h
  private static final short SETPGROUP = 0x02;
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;

  // bits/sigset.h, bits/signum-generic.h
  private static final long SIGSET_BYTES = 128;
  private static final int SIGPIPE = 13;

  // bits/waitflags.h, bits/siginfo-consts.h
  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x1000000;
  private static final int CLD_EXITED = 1;

  private static final long CODE = offset("si_code");
  private static final long PID = offset("si_pid");
  private static final long STATUS = offset("si_status");

  /// The first descriptor that the child does not get.
  private static final int STANDARD = 3;

  private static final long PIDFD_SEND_SIGNAL = 424;
  private static final long PIDFD_OPEN = 434;

  private static final MethodHandle ATTR_INIT = attributes("init");
  private static final MethodHandle ATTR_DESTROY = attributes("destroy");
  private static final MethodHandle SET_FLAGS =
      Native.function("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT);
  private static final MethodHandle SET_GROUP =
      Native.function("posix_spawnattr_setpgroup", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SET_MASK =
      Native.function("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SET_DEFAULTS =
      Native.function("posix_spawnattr_setsigdefault", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle ACTIONS_INIT = actions("init");
  private static final MethodHandle ACTIONS_DESTROY = actions("destroy");
  private static final MethodHandle ADD_DUP2 = actions("adddup2", JAVA_INT, JAVA_INT);
  private static final MethodHandle ADD_CHDIR = actions("addchdir_np", ADDRESS);
  private static final MethodHandle ADD_CLOSE_FROM = actions("addclosefrom_np", JAVA_INT);
  private static final MethodHandle SPAWN =
      Native.function(
          "posix_spawnp", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

  private static final MethodHandle WAITID =
      Native.function("waitid", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle WAITPID =
      Native.function("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle KILL = Native.function("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle GETENV = Native.function("getenv", ADDRESS, ADDRESS);
  private static final MethodHandle SYSCALL_2 =
      Native.variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SYSCALL_4 =
      Native.variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);

  static {
    // Only glibc has it, and the layouts above.
    var _ = Native.function("gnu_get_libc_version", ADDRESS);
  }

  private ProcessCalls() {}

  private static MethodHandle attributes(String name) {
    return Native.function("posix_spawnattr_" + name, JAVA_INT, ADDRESS);
  }

  private static MethodHandle actions(String name, MemoryLayout... arguments) {
    MemoryLayout[] all = new MemoryLayout[arguments.length + 1];
    all[0] = ADDRESS;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Native.function("posix_spawn_file_actions_" + name, JAVA_INT, all);
  }

  /// What is to be started.
  ///
  /// @param program a path, or a name that is looked for in the PATH of this process
  /// @param arguments with the one that counts as the program's name in front
  /// @param environment each `NAME=value`, as [#bytes] makes them
  /// @param directory where it runs; null: where this process does
  /// @param descriptors what becomes its descriptors 0, 1 and 2; negative: what this process has
  ///   there. None of them is 0, 1 or 2; all others are closed
  /// @param group the group it joins, 0 for one of its own, or [#NO_GROUP]
  /// @param session whether it gets a session of its own; without a group then
  public record Start(
      String program,
      List<String> arguments,
      List<byte[]> environment,
      @Nullable String directory,
      List<Integer> descriptors,
      int group,
      boolean session) {}

  /// The bytes of a text for the system.
  public static byte[] bytes(String text) {
    return text.getBytes(SocketAddresses.PATHS);
  }

  /// Whether the system's encoding has all characters of `text`.
  public static boolean isText(String text) {
    return SocketAddresses.PATHS.newEncoder().canEncode(text);
  }

  /// The name of the system's encoding.
  public static String encoding() {
    return SocketAddresses.PATHS.name();
  }

  /// The text of bytes of the system, as far as they are one.
  public static String text(byte[] bytes) {
    return new String(bytes, SocketAddresses.PATHS);
  }

  /// The bytes of a variable of the environment, which need not be a text; null when there is none.
  public static byte @Nullable [] variable(String name) {
    Scratch scratch = Scratch.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(name, SocketAddresses.PATHS);
      MemorySegment found = (MemorySegment) GETENV.invokeExact(scratch.errno, key);
      if (found.address() == 0) {
        return null;
      }
      MemorySegment text = found.reinterpret(Long.MAX_VALUE);
      int length = 0;
      while (text.get(JAVA_BYTE, length) != 0) {
        length++;
      }
      return text.asSlice(0, length).toArray(JAVA_BYTE);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Starts a process; its signals are not blocked, and SIGPIPE has its default. Returns when the
  /// program runs, or could not.
  ///
  /// @return its number
  public static int spawn(Start start) {
    Scratch scratch = Scratch.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES);
      MemorySegment actions = arena.allocate(FILE_ACTIONS);
      check((int) ATTR_INIT.invokeExact(scratch.errno, attributes));
      try {
        check((int) ACTIONS_INIT.invokeExact(scratch.errno, actions));
        try {
          setAttributes(scratch, arena, attributes, start);
          addActions(scratch, arena, actions, start);
          return spawn(scratch, arena, attributes, actions, start);
        } finally {
          var _ = (int) ACTIONS_DESTROY.invokeExact(scratch.errno, actions);
        }
      } finally {
        var _ = (int) ATTR_DESTROY.invokeExact(scratch.errno, attributes);
      }
    } catch (Refused refused) {
      return -refused.errno;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  private static void setAttributes(
      Scratch scratch, Arena arena, MemorySegment attributes, Start start) throws Throwable {
    int flags = SETSIGMASK | SETSIGDEF;
    MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
    check((int) SET_MASK.invokeExact(scratch.errno, attributes, none));
    MemorySegment defaults = arena.allocate(SIGSET_BYTES, 8);
    defaults.set(JAVA_LONG, 0, 1L << (SIGPIPE - 1));
    check((int) SET_DEFAULTS.invokeExact(scratch.errno, attributes, defaults));
    if (start.session) {
      flags |= SETSID;
    } else if (start.group != NO_GROUP) {
      flags |= SETPGROUP;
      check((int) SET_GROUP.invokeExact(scratch.errno, attributes, start.group));
    }
    check((int) SET_FLAGS.invokeExact(scratch.errno, attributes, (short) flags));
  }

  private static void addActions(Scratch scratch, Arena arena, MemorySegment actions, Start start)
      throws Throwable {
    for (int to = 0; to < start.descriptors.size(); to++) {
      int from = start.descriptors.get(to);
      if (from >= 0) {
        check((int) ADD_DUP2.invokeExact(scratch.errno, actions, from, to));
      }
    }
    check((int) ADD_CLOSE_FROM.invokeExact(scratch.errno, actions, STANDARD));
    if (start.directory != null) {
      MemorySegment path = arena.allocateFrom(start.directory, SocketAddresses.PATHS);
      check((int) ADD_CHDIR.invokeExact(scratch.errno, actions, path));
    }
  }

  private static int spawn(
      Scratch scratch, Arena arena, MemorySegment attributes, MemorySegment actions, Start start)
      throws Throwable {
    MemorySegment program = arena.allocateFrom(start.program, SocketAddresses.PATHS);
    MemorySegment arguments =
        texts(arena, start.arguments.stream().map(ProcessCalls::bytes).toList());
    MemorySegment environment = texts(arena, start.environment);
    MemorySegment pid = scratch.argument;
    check(
        (int)
            SPAWN.invokeExact(
                scratch.errno, pid, program, actions, attributes, arguments, environment));
    return pid.get(JAVA_INT, 0);
  }

  /// A null-terminated `char *[]`.
  private static MemorySegment texts(Arena arena, List<byte[]> texts) {
    MemorySegment all = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      byte[] bytes = texts.get(i);
      MemorySegment text = arena.allocate(bytes.length + 1L);
      MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
      all.setAtIndex(ADDRESS, i, text);
    }
    return all;
  }

  /// These functions answer the error's number itself.
  private static void check(int errno) throws Refused {
    if (errno != 0) {
      throw new Refused(errno);
    }
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    final int errno;

    Refused(int errno) {
      super(null, null, false, false);
      this.errno = errno;
    }
  }

  /// A descriptor of a process, which becomes readable at its end; close-on-exec.
  public static int open(int pid) {
    Scratch scratch = Scratch.get();
    try {
      long result = (long) SYSCALL_2.invokeExact(scratch.errno, PIDFD_OPEN, (long) pid, 0L);
      return result < 0 ? Native.failure(scratch.errno) : (int) result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Sends a signal to the process of `pidfd`, whatever has become of its number.
  ///
  /// @param flags 0, or [#PROCESS_GROUP]
  public static int signal(int pidfd, int signal, int flags) {
    Scratch scratch = Scratch.get();
    try {
      long result =
          (long)
              SYSCALL_4.invokeExact(
                  scratch.errno,
                  PIDFD_SEND_SIGNAL,
                  (long) pidfd,
                  (long) signal,
                  MemorySegment.NULL,
                  (long) flags);
      return result < 0 ? Native.failure(scratch.errno) : 0;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// `kill(2)`.
  ///
  /// @param pid negative: the group of that number
  public static int kill(int pid, int signal) {
    Scratch scratch = Scratch.get();
    try {
      int result = (int) KILL.invokeExact(scratch.errno, pid, signal);
      return result < 0 ? Native.failure(scratch.errno) : 0;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Takes the exit status of a child, which is no zombie from then on. Does not wait.
  ///
  /// @return 0 while it runs; else [#EXITED] or [#KILLED] with the code or the signal
  public static int reap(int pidfd) {
    MemorySegment info = Scratch.get().argument.fill((byte) 0);
    int result = wait(pidfd, info, WEXITED | WNOHANG);
    if (result < 0) {
      return result;
    }
    if (info.get(JAVA_INT, PID) == 0) {
      return 0;
    }
    int how = info.get(JAVA_INT, CODE) == CLD_EXITED ? EXITED : KILLED;
    return how | info.get(JAVA_INT, STATUS) & 0xFF;
  }

  /// Whether it is a child of this process that nobody has reaped.
  public static boolean isChild(int pidfd) {
    return wait(pidfd, Scratch.get().argument, WEXITED | WNOHANG | WNOWAIT) != -Errno.ECHILD;
  }

  private static int wait(int pidfd, MemorySegment info, int options) {
    Scratch scratch = Scratch.get();
    try {
      int result = (int) WAITID.invokeExact(scratch.errno, P_PIDFD, pidfd, info, options);
      return result < 0 ? Native.failure(scratch.errno) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  private static long offset(String field) {
    return SIGINFO.byteOffset(MemoryLayout.PathElement.groupElement(field));
  }

  /// Waits for the end of a child and forgets how it was. Blocks.
  public static void discard(int pid) {
    Scratch scratch = Scratch.get();
    try {
      int result;
      do {
        result = (int) WAITPID.invokeExact(scratch.errno, pid, MemorySegment.NULL, 0);
      } while (result < 0 && Native.failure(scratch.errno) == -Errno.EINTR);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
