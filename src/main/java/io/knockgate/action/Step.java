package io.knockgate.action;

import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.List;
import java.util.SequencedSet;

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
  /// @param timeout how long it may run; positive
  record Run(List<Word> command, Duration timeout) implements Step {
    public Run {
      command = List.copyOf(command);
      if (command.isEmpty() || !(command.getFirst() instanceof Word.Text)) {
        throw new IllegalArgumentException("no program in " + command);
      }
    }
  }

  /// Whether it can only be done for a knock that names a port.
  default boolean needsPort() {
    return switch (this) {
      case Open _, Forward _ -> false;
      case OpenAsked _ -> true;
      case Run(var command, _) -> command.contains(Word.Placeholder.PORT);
    };
  }
}
