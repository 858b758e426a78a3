package io.knockgate.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.net.Port;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Leases that end, jobs that follow them, come further and are over, and what is told of each,
/// noted at random and written in batches of any size by a disk that fails at random. Whenever a
/// batch is on the disk a power cut may come, so what holds then is looked at then.
class OutboxModelTest {
  private static final int MOST = 40;

  private final Scene scene = new Scene();
  private final Outbox outbox = scene.outbox;
  private final FakeLeaseStore disk = new FakeLeaseStore();

  /// What was noted last of each, and all that was told.
  private final Map<Id, LeaseState.Open> leases = new LinkedHashMap<>();

  private final Map<Id, Job> jobs = new LinkedHashMap<>();
  private final List<Event> told = new ArrayList<>();
  private final Set<Id> over = new HashSet<>();

  /// Of which leases and jobs the disk says what, and how much of that has been read.
  private final Map<String, Set<Id>> words = new HashMap<>();

  private int read;

  /// What was ever on the disk.
  private final Set<Id> leasesSeen = new HashSet<>();

  private final Set<Id> jobsSeen = new HashSet<>();
  private long ids;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void whatIsWrittenIsTrueAfterEachBatchAndInTheEndItIsAll(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    for (int step = 0; step < 3_000; step++) {
      note(random);
      if (random.nextInt(4) == 0) {
        write(random);
        assertTrueOnDisk();
      }
    }
    for (var batch = outbox.take(7); !batch.isEmpty(); batch = outbox.take(7)) {
      disk.save(batch);
      assertTrueOnDisk();
    }
    assertThat(disk.leases).isEqualTo(leases);
    assertThat(disk.jobs).isEqualTo(jobs);
    assertThat(disk.told).isEqualTo(told);
  }

  private void note(SplittableRandom random) {
    switch (random.nextInt(7)) {
      case 6 -> {
        var alone =
            new Event.Refused(
                Instant.EPOCH, "anonymous", null, Scene.ALICE, null, null, "no", "" + told.size());
        told.add(alone);
        outbox.tell(alone);
      }
      case 0, 1 -> {
        if (leases.size() < MOST) {
          var lease = lease(new Id(++ids));
          leases.put(lease.id(), new LeaseState.Open(lease, scene.now));
          outbox.put(new LeaseState.Open(lease, scene.now), told("granted", lease.id()));
        }
      }
      case 2 ->
          some(leases.values(), random)
              .ifPresent(
                  open -> {
                    var renewed = new LeaseState.Open(open.lease(), later(random));
                    leases.put(open.lease().id(), renewed);
                    if (random.nextBoolean()) {
                      outbox.put(renewed);
                    } else {
                      outbox.put(renewed, told("granted", open.lease().id()));
                    }
                  });
      case 3 -> some(leases.values(), random).ifPresent(open -> end(open.lease()));
      case 4 ->
          some(jobs.values(), random)
              .ifPresent(
                  job -> {
                    var further = scene.job(job.id().bits(), Duration.ofSeconds(random.nextInt(9)));
                    jobs.put(job.id(), further);
                    outbox.keep(further, told("started", job.id()));
                  });
      default ->
          some(jobs.values(), random)
              .ifPresent(
                  job -> {
                    jobs.remove(job.id());
                    over.add(job.id());
                    outbox.forget(job.id(), told("done", job.id()));
                  });
    }
  }

  /// A lease ends, and the job of the same id follows it.
  private void end(Lease lease) {
    var next = scene.job(lease.id().bits(), Duration.ZERO);
    leases.remove(lease.id());
    jobs.put(next.id(), next);
    outbox.put(
        new LeaseState.Closed(lease, Ending.TIME, Instant.EPOCH), next, told("closed", lease.id()));
  }

  private void write(SplittableRandom random) throws StoreException {
    var batch = outbox.take(1 + random.nextInt(20));
    switch (random.nextInt(3)) {
      case 0 -> outbox.giveBack(batch);
      case 1 -> {
        disk.save(batch);
        outbox.giveBack(batch.withoutEvents());
      }
      default -> disk.save(batch);
    }
  }

  private void assertTrueOnDisk() {
    for (var id : disk.leases.keySet()) {
      assertThat(disk.jobs).as("a lease that is open and has ended").doesNotContainKey(id);
    }
    for (var event : disk.told.subList(read, disk.told.size())) {
      if (event instanceof Event.Job job) {
        onDisk(job.reason()).add(Id.parse(job.job()).orElseThrow());
      }
    }
    read = disk.told.size();
    assertThat(disk.leases.keySet()).noneMatch(onDisk("closed")::contains);
    assertThat(disk.jobs.keySet()).noneMatch(onDisk("done")::contains);
    assertAll(without(onDisk("closed"), disk.jobs.keySet()), over, "over or lost");
    assertAll(without(onDisk("started"), disk.jobs.keySet()), over, "over or lost");
    assertNoneUntold();
  }

  /// What is on the disk, or was, has been told.
  private void assertNoneUntold() {
    leasesSeen.addAll(disk.leases.keySet());
    jobsSeen.addAll(disk.jobs.keySet());
    assertAll(leasesSeen, onDisk("granted"), "granted");
    assertAll(without(leasesSeen, disk.leases.keySet()), onDisk("closed"), "closed");
    assertAll(jobsSeen, onDisk("closed"), "closed");
    assertAll(without(jobsSeen, disk.jobs.keySet()), onDisk("done"), "done");
  }

  private static void assertAll(Set<Id> these, Set<Id> are, String what) {
    assertThat(without(these, are)).as("not " + what).isEmpty();
  }

  private Set<Id> onDisk(String word) {
    return words.computeIfAbsent(word, _ -> new HashSet<>());
  }

  private static Set<Id> without(Set<Id> all, Set<Id> some) {
    var left = new HashSet<>(all);
    left.removeAll(some);
    return left;
  }

  /// Tells something; the place in time tells equal events apart.
  private Event.Job told(String word, Id id) {
    var event =
        new Event.Job(
            Instant.ofEpochSecond(told.size()),
            "anonymous",
            null,
            Scene.ALICE,
            null,
            null,
            "backup",
            null,
            id.toString(),
            "then",
            Event.Stage.STARTED,
            word,
            null,
            "");
    told.add(event);
    return event;
  }

  private Moment later(SplittableRandom random) {
    return scene.now.plus(Duration.ofSeconds(random.nextInt(1_000)));
  }

  private static Lease lease(Id id) {
    return new Lease(
        id,
        "ssh",
        "anonymous",
        null,
        Scene.ALICE,
        List.of(new Opening.Pinhole(Scene.ALICE, Port.tcp(22))),
        AtClose.CUT,
        false,
        Instant.EPOCH);
  }

  private static <T> Optional<T> some(Collection<T> all, SplittableRandom random) {
    return all.isEmpty()
        ? Optional.empty()
        : all.stream().skip(random.nextInt(all.size())).findFirst();
  }
}
