package io.pollen.runtime.sys;

import java.util.Map;

/// The error numbers of Linux (asm-generic/errno.h; the same on x86_64 and aarch64) that sockets
/// and pipes meet.
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int E2BIG = 7;
  public static final int ENOEXEC = 8;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EPIPE = 32;
  public static final int ENOSYS = 38;
  public static final int ETIME = 62;
  public static final int EPROTO = 71;
  public static final int EOVERFLOW = 75;
  public static final int EDESTADDRREQ = 89;
  public static final int EMSGSIZE = 90;
  public static final int EPROTOTYPE = 91;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ENOTCONN = 107;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTUNREACH = 113;
  public static final int EALREADY = 114;
  public static final int EINPROGRESS = 115;
  public static final int ECANCELED = 125;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM: not permitted"),
          Map.entry(ENOENT, "ENOENT: no such file or directory"),
          Map.entry(ESRCH, "ESRCH: no such process"),
          Map.entry(E2BIG, "E2BIG: arguments and environment are too large"),
          Map.entry(ENOEXEC, "ENOEXEC: not a program of this machine"),
          Map.entry(ECHILD, "ECHILD: no such child"),
          Map.entry(ENXIO, "ENXIO: no reader, or no such device"),
          Map.entry(EBADF, "EBADF: not an open descriptor"),
          Map.entry(EAGAIN, "EAGAIN: would block"),
          Map.entry(ENOMEM, "ENOMEM: the kernel is out of memory"),
          Map.entry(EACCES, "EACCES: permission denied"),
          Map.entry(EBUSY, "EBUSY: the kernel is busy"),
          Map.entry(EEXIST, "EEXIST: it is there already"),
          Map.entry(ENODEV, "ENODEV: no such device"),
          Map.entry(ENOTDIR, "ENOTDIR: a part of the path is not a directory"),
          Map.entry(EINVAL, "EINVAL: invalid argument"),
          Map.entry(ENFILE, "ENFILE: the machine has too many open files"),
          Map.entry(EMFILE, "EMFILE: the process has too many open files"),
          Map.entry(EPIPE, "EPIPE: broken pipe"),
          Map.entry(ENOSYS, "ENOSYS: the kernel has no such call"),
          Map.entry(EDESTADDRREQ, "EDESTADDRREQ: a destination is needed"),
          Map.entry(EMSGSIZE, "EMSGSIZE: the message is too long"),
          Map.entry(EPROTOTYPE, "EPROTOTYPE: the other socket is of another kind"),
          Map.entry(EAFNOSUPPORT, "EAFNOSUPPORT: this system has no such addresses (is IPv6 off?)"),
          Map.entry(EADDRINUSE, "EADDRINUSE: address in use"),
          Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL: not an address of this machine"),
          Map.entry(ENETDOWN, "ENETDOWN: the network is down"),
          Map.entry(ENETUNREACH, "ENETUNREACH: network unreachable"),
          Map.entry(ECONNABORTED, "ECONNABORTED: connection aborted"),
          Map.entry(ECONNRESET, "ECONNRESET: connection reset by peer"),
          Map.entry(ENOBUFS, "ENOBUFS: no buffer space"),
          Map.entry(ENOTCONN, "ENOTCONN: not connected"),
          Map.entry(ETIMEDOUT, "ETIMEDOUT: timed out"),
          Map.entry(ECONNREFUSED, "ECONNREFUSED: connection refused"),
          Map.entry(EHOSTUNREACH, "EHOSTUNREACH: no route to host"),
          Map.entry(ECANCELED, "ECANCELED: the kernel has given the request up"));

  private Errno() {}

  /// The name and meaning of `errno`, or its number.
  public static String describe(int errno) {
    String known = NAMES.get(errno);
    return known != null ? known : "errno " + errno;
  }
}
