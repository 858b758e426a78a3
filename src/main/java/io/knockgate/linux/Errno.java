package io.knockgate.linux;

/// The error numbers of Linux that are told by name (asm-generic/errno-base.h and errno.h; the same
/// on every architecture that a current JDK runs on). All others are [#OTHER].
public enum Errno {
  EPERM(1),
  ENOENT(2),
  EINTR(4),
  EAGAIN(11),
  ENOMEM(12),
  EACCES(13),
  EBUSY(16),
  EEXIST(17),
  ENODEV(19),
  EINVAL(22),
  ENFILE(23),
  ENOSPC(28),
  EMSGSIZE(90),
  EPROTONOSUPPORT(93),
  EOPNOTSUPP(95),
  EAFNOSUPPORT(97),
  EADDRINUSE(98),
  ENOBUFS(105),
  OTHER(0);

  private static final Errno[] ALL = values(); // which makes a new array each time

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /// The error of that number, or [#OTHER].
  public static Errno of(int number) {
    for (var errno : ALL) {
      if (errno.number == number) {
        return errno;
      }
    }
    return OTHER;
  }

  /// How an error is told: its name where we have one, the C library's words, and the usual cause.
  static String tell(int number) {
    var errno = of(number);
    var name = errno == OTHER ? "errno " + number : errno.name();
    return name + ": " + Libc.words(number) + (errno == EPERM ? ": needs CAP_NET_ADMIN" : "");
  }
}
