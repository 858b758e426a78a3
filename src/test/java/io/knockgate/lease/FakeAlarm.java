package io.knockgate.lease;

import io.knockgate.id.Id;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An alarm clock that rings when a test lets time pass.
final class FakeAlarm implements Alarm {
  final Map<Id, Instant> times = new HashMap<>();
  private final Ringer ringer;
  @Nullable String refusal;

  FakeAlarm(Ringer ringer) {
    this.ringer = ringer;
  }

  @Override
  public void set(Map<Id, Instant> more) throws StoreException {
    obeying();
    times.putAll(more);
  }

  @Override
  public void clear(Collection<Id> ids) throws StoreException {
    obeying();
    times.keySet().removeAll(List.copyOf(ids));
  }

  private void obeying() throws StoreException {
    if (refusal != null) {
      throw new StoreException(refusal);
    }
  }

  /// Rings all that is due.
  void ring(Instant now) {
    for (var due : List.copyOf(times.entrySet())) {
      if (!due.getValue().isAfter(now)) {
        times.remove(due.getKey());
        ringer.ring(due.getKey());
      }
    }
  }
}
