package io.knockgate.action;

import io.knockgate.net.Endpoint;
import io.knockgate.net.Mac;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An order that takes its time and then has succeeded or failed.
public sealed interface Task extends Order {
  /// How long it may take; positive.
  Duration limit();

  /// Whether a program that ends so has done what it is for.
  default boolean isGood(int exit) {
    return exit == 0;
  }

  /// A program to be run: an argument vector, no shell.
  ///
  /// @param command the program, by its absolute path, and its arguments, every placeholder filled;
  ///     not empty
  /// @param environment what it finds in its environment, besides a path and a locale
  /// @param directory where it runs
  /// @param user who it runs as; null for the daemon's own user
  /// @param limit how long it may run, the grace between TERM and KILL included
  /// @param warnings exit codes other than 0 that are no failure
  record Run(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      @Nullable String user,
      Duration limit,
      Set<Integer> warnings)
      implements Task {
    public Run {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      warnings = Set.copyOf(warnings);
      if (command.isEmpty() || !limit.isPositive()) {
        throw new IllegalArgumentException("run " + command + " for " + limit);
      }
    }

    /// The same, with more in its environment.
    public Run with(Map<String, String> more) {
      var all = new LinkedHashMap<>(environment);
      all.putAll(more);
      return new Run(command, all, directory, user, limit, warnings);
    }

    @Override
    public boolean isGood(int exit) {
      return exit == 0 || warnings.contains(exit);
    }

    @Override
    public String toString() {
      return "run " + command.getFirst();
    }
  }

  /// A systemd unit to be started, and waited for until it has started; one of type oneshot has
  /// ended then.
  record Start(String unit, Duration limit) implements Task {
    @Override
    public String toString() {
      return "start " + unit;
    }
  }

  /// A magic packet to be sent.
  ///
  /// @param link the interface that the machine is reached by
  record Wake(Mac mac, String link) implements Task {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Override
    public Duration limit() {
      return LIMIT;
    }

    @Override
    public String toString() {
      return "wake " + mac;
    }
  }

  /// A TCP port to be waited for until it answers.
  record Wait(Endpoint until, Duration limit) implements Task {
    @Override
    public String toString() {
      return "wait until " + until;
    }
  }
}
