package io.knockgate.gateway;

import java.util.List;

/// What one event changes in the firewall. All of it happens or none.
///
/// @param shut doors to shut, first; one that isn't open is no fault
/// @param open doors to open; one that is open already gets the new time, longer or shorter, and
///     keeps its sessions
public record Change(List<Shutting> shut, List<Passage> open) {
  public Change {
    shut = List.copyOf(shut);
    open = List.copyOf(open);
  }
}
