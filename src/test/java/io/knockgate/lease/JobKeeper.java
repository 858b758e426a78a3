package io.knockgate.lease;

import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.job.Due;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.store.Store;
import io.knockgate.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A process that opens and ends leases, whose jobs begin and are over, until it is killed. Each
/// job is said just before it is over. A lease and the job that follows it have the same id.
final class JobKeeper {
  /// How many are under way at once.
  private static final int WIDTH = 8;

  /// More than one batch takes, and less than the outbox drops.
  private static final int MOST_WAITING = 3 * Scribe.MOST_AT_ONCE;

  private static final Address SOURCE = Address.v4(0xcb007109);

  private final Outbox outbox = new Outbox();

  private JobKeeper() {}

  public static void main(String[] arguments) throws Exception {
    var keeper = new JobKeeper();
    var store = Store.open(Path.of(arguments[0]), Path.of(arguments[0], "told"), "boot");
    var alarm = new Silent();
    var scribe = new Scribe(keeper.outbox, () -> {}, store, alarm, alarm, InstantSource.system());
    Thread.ofPlatform().start(scribe);
    keeper.keep(Long.parseLong(arguments[1]));
  }

  private void keep(long first) throws InterruptedException {
    var random = new Random(first);
    var ids = new long[WIDTH];
    var stages = new int[WIDTH];
    for (long next = first; ; ) {
      int place = random.nextInt(WIDTH);
      switch (stages[place]) {
        case 0 -> {
          ids[place] = next++;
          outbox.put(new LeaseState.Open(lease(ids[place]), Moment.now()), granted(ids[place]));
        }
        case 1 -> {
          var closed = new LeaseState.Closed(lease(ids[place]), Ending.TIME, Instant.EPOCH);
          outbox.put(closed, job(ids[place], 0), told(ids[place], Event.Stage.PROMISED));
        }
        case 2 -> {
          outbox.keep(job(ids[place], 1), told(ids[place], Event.Stage.STARTED));
        }
        default -> {
          System.out.println(ids[place] + ".");
          outbox.forget(new Id(ids[place]), told(ids[place], Event.Stage.DONE));
        }
      }
      stages[place] = (stages[place] + 1) % 4;
      while (outbox.waiting() > MOST_WAITING) {
        outbox.rest(Duration.ofMillis(1));
      }
    }
  }

  private static Lease lease(long id) {
    return new Lease(
        new Id(id),
        "ssh",
        "anonymous",
        null,
        SOURCE,
        List.of(new Opening.Pinhole(SOURCE, Port.tcp(22))),
        AtClose.CUT,
        false,
        Instant.EPOCH);
  }

  private static Job job(long id, int begun) {
    var claim = new Claim(null, "anonymous", new Wish.Open("ssh"), SOURCE, Ask.NOTHING);
    var now = Moment.now();
    return new Job(
        new Id(id), claim, Job.Part.THEN, new Id(id), now, new Due(now, false), 0, begun);
  }

  private static Event granted(long id) {
    return new Event.Granted(
        Instant.EPOCH,
        "anonymous",
        null,
        SOURCE,
        null,
        null,
        "ssh",
        new Id(id).toString(),
        Duration.ofMinutes(1),
        "");
  }

  private static Event.Job told(long id, Event.Stage stage) {
    var name = new Id(id).toString();
    return new Event.Job(
        Instant.EPOCH,
        "anonymous",
        null,
        SOURCE,
        null,
        null,
        "ssh",
        name,
        name,
        "then",
        stage,
        "",
        null,
        "");
  }

  /// An alarm clock that nobody listens to.
  private record Silent() implements Alarm {
    @Override
    public void set(Map<Id, Instant> times) {}

    @Override
    public void clear(Collection<Id> ids) {}
  }
}
