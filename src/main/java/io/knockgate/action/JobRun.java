package io.knockgate.action;

import io.knockgate.net.Address;
import java.time.Duration;
import java.util.List;

/// A program to be run: an argument vector, no shell.
///
/// @param source the address that knocked
/// @param command the program and its arguments, every placeholder filled; not empty
/// @param timeout how long it may run; positive
public record JobRun(Address source, List<String> command, Duration timeout) implements Order {
  public JobRun {
    command = List.copyOf(command);
    if (command.isEmpty() || !timeout.isPositive()) {
      throw new IllegalArgumentException("run " + command + " for " + timeout);
    }
  }
}
