package io.knockgate.lease;

import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.time.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A disk in memory that survives everything and can be full.
final class FakeLeaseStore implements LeaseStore {
  final Map<Id, LeaseState.Open> leases = new LinkedHashMap<>();
  final Map<Id, Job> jobs = new LinkedHashMap<>();
  final List<Event> told = new ArrayList<>();
  int saves;
  @Nullable String refusal;

  @Override
  public Remembered load() {
    return new Remembered(List.copyOf(leases.values()), List.of());
  }

  @Override
  public List<Job> jobs(Moment now) {
    return jobs.values().stream()
        .sorted(Comparator.comparing(job -> job.promised().wall()))
        .map(job -> settled(job, now))
        .toList();
  }

  private static Job settled(Job job, Moment now) {
    return new Job(
        job.id(),
        job.claim(),
        job.part(),
        job.lease(),
        job.promised(),
        job.due().settled(now),
        job.tries(),
        job.begun());
  }

  @Override
  public void save(Batch batch) throws StoreException {
    if (refusal != null) {
      throw new StoreException(refusal);
    }
    batch.gone().forEach(leases::remove);
    batch.open().forEach(open -> leases.put(open.lease().id(), open));
    batch.goneJobs().forEach(jobs::remove);
    batch.jobs().forEach(job -> jobs.put(job.id(), job));
    told.addAll(batch.told());
    saves++;
  }
}
