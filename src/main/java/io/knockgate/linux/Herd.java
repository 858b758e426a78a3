package io.knockgate.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

/// All processes that carry a brand, in their limit or in their environment, or are of a session,
/// as far as we can see them in `/proc`. Any thread may call it.
final class Herd {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern HARD = Pattern.compile("\nMax resident set +\\S+ +(\\d+)");
  private static final Pattern VARIABLE =
      Pattern.compile("(?:^|\0)" + Brand.VARIABLE + "=(\\d{1,19})\0");

  /// More than an environment has, unless somebody hides in it; what they claim, we don't read.
  private static final int LONGEST = 256 * 1024;

  // signal(7), on every architecture that a current JDK runs on
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  /// A process in an uninterruptible sleep (a file server that doesn't answer) outlives its death.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(10);

  /// How often nobody must be found: a process may be born behind the back of a look.
  private static final int LOOKS = 2;

  private static final long NO_SESSION = -1;

  private final LongPredicate branded;
  private volatile long session = NO_SESSION;

  /// @param branded whether a number is the brand
  Herd(LongPredicate branded) {
    this.branded = branded;
  }

  /// Counts those in too that are of this session.
  void addSession(long leader) {
    session = leader;
  }

  /// What a look has found.
  ///
  /// @param members those that carry the brand
  /// @param strangers those that don't
  /// @param missed whether a process ended before its brand was read
  private record Look(Set<Integer> members, Set<Integer> strangers, boolean missed) {}

  /// Asks all to end, those too that are stopped.
  void terminate() {
    look(
        Set.of(),
        pid -> {
          Libc.kill(pid, SIGTERM);
          Libc.kill(pid, SIGCONT);
        });
  }

  /// Waits until all have ended, but not for longer than this.
  ///
  /// @param deadline by [System#nanoTime]
  void await(long deadline) {
    while (!alive().isEmpty() && System.nanoTime() - deadline < 0) {
      pause();
    }
  }

  /// Kills all, those too that are born meanwhile, and waits until they are gone.
  ///
  /// @return the ids of those that could not be killed
  Set<Integer> end() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var stopped = new HashSet<Integer>();
    Set<Integer> strangers = Set.of();
    int quiet = 0;
    while (quiet < LOOKS && System.nanoTime() - deadline < 0) {
      var look = look(strangers, pid -> Libc.kill(pid, SIGSTOP)); // it has no children then
      strangers = look.strangers();
      if (look.members().isEmpty()) {
        quiet = look.missed() ? 0 : quiet + 1;
      } else if (!stopped.addAll(look.members())) { // nobody is new
        if (!kill(look.members())) {
          return look.members();
        }
        quiet = 0;
        pause();
      }
    }
    return quiet < LOOKS ? alive() : Set.of();
  }

  /// Whether any of them could be killed.
  private static boolean kill(Set<Integer> pids) {
    boolean killed = false;
    for (int pid : pids) {
      killed |= Errno.of(-Libc.kill(pid, SIGKILL)) != Errno.EPERM;
    }
    return killed;
  }

  private Set<Integer> alive() {
    return look(Set.of(), _ -> {}).members();
  }

  /// Looks at all processes, last at those that were strangers before: one that lives for a moment
  /// only and has a child that goes on is met while it lives.
  ///
  /// @param met is told at once of each that carries the brand
  private Look look(Set<Integer> before, IntConsumer met) {
    var members = new HashSet<Integer>();
    var strangers = new HashSet<Integer>();
    boolean missed = false;
    for (int pid : newestFirst(before)) {
      var entry = PROC.resolve(Integer.toString(pid));
      var limits = read(entry.resolve("limits"));
      if (limits.isEmpty()) {
        missed = true;
      } else if (isMember(entry, limits) && !isDead(entry)) {
        met.accept(pid);
        members.add(pid);
      } else {
        strangers.add(pid);
      }
    }
    return new Look(members, strangers, missed);
  }

  private static List<Integer> newestFirst(Set<Integer> before) {
    var names = PROC.toFile().list();
    if (names == null) {
      throw new IllegalStateException(PROC + " can't be read");
    }
    var fresh = new ArrayList<Integer>();
    var known = new ArrayList<Integer>();
    for (int i = names.length - 1; i >= 0; i--) { // the kernel lists them by their number
      if (Character.isDigit(names[i].charAt(0))) {
        int pid = Integer.parseInt(names[i]);
        (before.contains(pid) ? known : fresh).add(pid);
      }
    }
    fresh.addAll(known);
    return fresh;
  }

  private boolean isMember(Path entry, String limits) {
    return isBranded(HARD, limits)
        || isOfSession(entry)
        || isBranded(VARIABLE, read(entry.resolve("environ")));
  }

  private boolean isBranded(Pattern where, String text) {
    var brand = where.matcher(text);
    return brand.find() && branded.test(Long.parseUnsignedLong(brand.group(1)));
  }

  private boolean isOfSession(Path entry) {
    var fields = stat(entry);
    return session != NO_SESSION && fields.length > 3 && Long.parseLong(fields[3]) == session;
  }

  /// From the state on (proc_pid_stat(5): PID (NAME) STATE PPID PGRP SESSION ...).
  private static String[] stat(Path entry) {
    var stat = read(entry.resolve("stat"));
    return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
  }

  /// Whether nothing of it runs, and only its parent has not asked for its exit code yet. (One
  /// whose first thread has ended before the others looks dead too, but for their number.)
  private static boolean isDead(Path entry) {
    var fields = stat(entry);
    return switch (fields[0]) {
      case "", "X" -> true;
      case "Z" -> Integer.parseInt(fields[17]) <= 1; // num_threads
      default -> false;
    };
  }

  /// The empty text where the process has gone meanwhile.
  private static String read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
    } catch (AccessDeniedException hidden) {
      return "hidden"; // proc(5), hidepid=noaccess: of another user
    } catch (IOException gone) {
      return "";
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
