package io.knockgate.action;

import io.knockgate.net.Endpoint;
import io.knockgate.net.Mac;
import io.knockgate.net.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One thing that an action does, as the operator wrote it: not yet bound to a source.
public sealed interface Step {

  /// `open: {port: tcp/22}`: one fixed port of the gateway.
  record Open(Port port) implements Step {}

  /// `open: {port: asked, among: [...]}`: the knock names the port.
  ///
  /// @param among the ports that may be asked for; not empty
  record OpenAsked(SequencedSet<Port> among) implements Step {}

  /// `forward: {port: tcp/2222, to: 10.20.0.5:22}`.
  ///
  /// @param port the outside port
  /// @param to one target, or one of each address family
  /// @param masquerade whether the inside host sees the gateway's address
  record Forward(Port port, List<Endpoint> to, boolean masquerade) implements Step {
    public Forward {
      to = List.copyOf(to);
    }
  }

  /// `run: {command: [/usr/local/bin/backup-nas, "{client}"], timeout: 2h}`: a program, no shell.
  ///
  /// @param command the program, which is a [Word.Text], and its arguments; not empty
  /// @param environment variables by name
  /// @param directory where it runs
  /// @param user who it runs as; null for the daemon's own user
  /// @param timeout how long it may run, the grace between TERM and KILL included; positive
  /// @param warnings exit codes other than 0 that are no failure
  record Run(
      List<Word> command,
      Map<String, Word> environment,
      Path directory,
      @Nullable String user,
      Duration timeout,
      Set<Integer> warnings)
      implements Step {
    public Run {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      warnings = Set.copyOf(warnings);
      if (command.isEmpty() || !(command.getFirst() instanceof Word.Text)) {
        throw new IllegalArgumentException("no program in " + command);
      }
    }

    /// A program with nothing in its environment, in the root directory.
    public Run(List<Word> command, Duration timeout) {
      this(command, Map.of(), Path.of("/"), null, timeout, Set.of());
    }
  }

  /// `start: {unit: backup.service, timeout: 2h}`: a job that is a systemd unit already.
  record Start(String unit, Duration timeout) implements Step {}

  /// `wake: {mac: "3c:52:82:00:00:01", interface: lan0}`: Wake-on-LAN.
  ///
  /// @param link the interface that the machine is reached by
  record Wake(Mac mac, String link) implements Step {}

  /// `wait: {until: 10.20.0.5:22, at-most: 90s}`: until a TCP port answers.
  record Wait(Endpoint until, Duration atMost) implements Step {}

  /// Whether it opens a door; everything else is a [Task].
  default boolean opensDoor() {
    return switch (this) {
      case Open _, OpenAsked _, Forward _ -> true;
      case Run _, Start _, Wake _, Wait _ -> false;
    };
  }

  /// The outside port that it opens for every knock; empty where it opens none, or the one that is
  /// asked for.
  default Optional<Port> door() {
    return switch (this) {
      case Open(var port) -> Optional.of(port);
      case Forward(var port, _, _) -> Optional.of(port);
      case OpenAsked _, Run _, Start _, Wake _, Wait _ -> Optional.empty();
    };
  }

  /// Whether it can only be done for a knock that names a port.
  default boolean needsPort() {
    return switch (this) {
      case OpenAsked _ -> true;
      case Run run ->
          run.command().contains(Word.Placeholder.PORT)
              || run.environment().containsValue(Word.Placeholder.PORT);
      case Open _, Forward _, Start _, Wake _, Wait _ -> false;
    };
  }
}
