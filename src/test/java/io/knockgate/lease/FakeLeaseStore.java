package io.knockgate.lease;

import io.knockgate.journal.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A disk in memory that survives everything and can be full.
final class FakeLeaseStore implements LeaseStore {
  final Map<LeaseId, LeaseState.Open> leases = new LinkedHashMap<>();
  final List<Event> told = new ArrayList<>();
  int saves;
  @Nullable String refusal;

  @Override
  public Remembered load() {
    return new Remembered(List.copyOf(leases.values()), List.of());
  }

  @Override
  public void save(Batch batch) throws StoreException {
    if (refusal != null) {
      throw new StoreException(refusal);
    }
    batch.gone().forEach(leases::remove);
    batch.open().forEach(open -> leases.put(open.lease().id(), open));
    told.addAll(batch.told());
    saves++;
  }
}
