package io.knockgate.lease;

import java.util.List;

/// The leases that a store found.
///
/// @param current those of this boot: their monotonic times count, their doors may be open
/// @param bygone those of earlier boots, whose doors went with the kernel that held them
public record Remembered(List<LeaseState.Open> current, List<Lease> bygone) {
  public Remembered {
    current = List.copyOf(current);
    bygone = List.copyOf(bygone);
  }
}
