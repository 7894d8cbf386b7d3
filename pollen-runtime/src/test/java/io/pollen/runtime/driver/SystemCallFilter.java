package io.pollen.runtime.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Java programs in a process of their own to which the kernel refuses system calls, by a real
/// filter (seccomp). It cannot be taken off; so that only some calls are refused it looks at their
/// third argument, which is the length of a write.
public final class SystemCallFilter {
  private static final String START =
      """
      import ctypes, os, platform, struct, sys
      numbers = {
          "x86_64": {"write": 1, "writev": 20, "sendto": 44, "io_uring_setup": 425, "pidfd_open": 434},
          "aarch64": {"write": 64, "writev": 66, "sendto": 206, "io_uring_setup": 425, "pidfd_open": 434},
      }[platform.machine()]
      libc = ctypes.CDLL(None, use_errno=True)
      refuse = struct.pack("HBBI", 0x06, 0, 0, 0x00050000 | int(sys.argv[1]))
      program = b""
      for rule in sys.argv[2].split(","):
          call, _, third = rule.partition("=")
          then = refuse
          if third:
              then = struct.pack("HBBI", 0x20, 0, 0, 32) + struct.pack("HBBI", 0x15, 0, 1, int(third)) + refuse
          program += struct.pack("HBBI", 0x20, 0, 0, 0)
          program += struct.pack("HBBI", 0x15, 0, len(then) // 8, numbers[call]) + then
      program += struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000)
      code = ctypes.create_string_buffer(program, len(program))
      filter = ctypes.create_string_buffer(
          struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
      if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, filter, 0, 0):
          sys.exit("no seccomp here: errno %d" % ctypes.get_errno())
      os.execvp(sys.argv[3], sys.argv[3:])
      """;

  private SystemCallFilter() {}

  /// Starts `program`, standard error together with its output.
  ///
  /// @param errno what the refused calls fail with
  /// @param rules `CALL`, or `CALL=N` for those with the third argument `N`; separated by commas
  public static Process start(int errno, String rules, Class<?> program, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "python3",
                "-c",
                START,
                Integer.toString(errno),
                rules,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
