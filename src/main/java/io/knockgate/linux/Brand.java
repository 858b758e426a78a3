package io.knockgate.linux;

import java.util.List;

/// A number that a program and all that it starts carry for life, whatever they do to get away: it
/// passes through fork, exec, setsid and an empty environment, and needs neither privileges nor
/// cgroups. It stands in the hard RLIMIT_RSS, which Linux has not looked at since 2.4.30
/// (getrlimit(2)), can't be raised without CAP_SYS_RESOURCE, and is read in `/proc/PID/limits`. It
/// is so large that a program that minds its memory by this limit (GNU sort) doesn't feel it.
///
/// Since whoever wants may lower it (`ulimit -m`), it stands in the environment too.
///
/// @param limit the number, in what the kernel takes for bytes
record Brand(long limit) {
  /// Where it stands in the environment.
  static final String VARIABLE = "KNOCKGATE_RUN";

  private static final String PRLIMIT = "/usr/bin/prlimit"; // util-linux, essential on Debian

  /// What to put before a command so that it carries this.
  List<String> words() {
    return List.of(PRLIMIT, "--rss=" + limit + ":" + limit, "--");
  }
}
