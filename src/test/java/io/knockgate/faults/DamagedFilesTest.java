package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.job.Due;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.lease.Batch;
import io.knockgate.lease.Lease;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.lease.quartz.QuartzAlarm;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.replay.Mark;
import io.knockgate.replay.MarksException;
import io.knockgate.replay.file.MarksFile;
import io.knockgate.replay.file.Surroundings;
import io.knockgate.store.Page;
import io.knockgate.store.Store;
import io.knockgate.time.Moment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files that a killed process has left are damaged at random places, as by a power cut or a
/// dying memory card. Whatever is damaged: the next process begins, believes nothing that was not
/// written, names the file and keeps it, and takes no knock twice.
class DamagedFilesTest {
  private static final int TRIES = Faults.times(20, 1_000);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Address SOURCE = Address.v4(0xc633640a);
  private static final String DATABASE = "knockgate.db";
  private static final String WAL = "knockgate.db-wal";
  private static final int EACH = 20;

  @TempDir Path home;
  private final List<Open> leases = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  /// The database of a process that has stopped, with half of the leases.
  private byte[] earlier = {};

  /// That of a later one that has stopped, and what one leaves that was killed.
  private byte[] stopped = {};

  private byte[] wal = {};

  /// How much was told by then.
  private byte[] told = {};

  @BeforeEach
  void leave() throws Exception {
    var state = home.resolve("left");
    write(state, 1);
    earlier = Files.readAllBytes(state.resolve(DATABASE));
    write(state, EACH + 1);
    stopped = Files.readAllBytes(state.resolve(DATABASE));
    told = Files.readAllBytes(home.resolve("told"));
    for (int i = 1; i <= EACH; i++) {
      var since = NOON.minusSeconds(60);
      marks.add(new Mark.Counter("rolling", i, since));
      marks.add(new Mark.Stamped("signed", "packet-" + i, NOON.plusMillis(i), since));
      marks.add(new Mark.Once("one-time", "line-" + i, Instant.MAX));
      marks.add(new Mark.Once("blowfish", "knock-" + i, NOON.plusSeconds(3600)));
    }
  }

  private void write(Path state, int from) throws Exception {
    try (var store = Store.open(state, home.resolve("told"), "boot");
        var closes = QuartzAlarm.of(store::connection, "closes", _ -> {})) {
      closes.start();
      for (int i = from; i < from + EACH; i++) {
        lease(i, store, closes);
      }
      wal = Files.readAllBytes(state.resolve(WAL));
    }
  }

  private static Surroundings surroundings(Path place, boolean first) {
    return new Surroundings(place.resolve("marks-used"), "boot", first, () -> true);
  }

  private void lease(int i, Store store, QuartzAlarm closes) throws Exception {
    var port = Port.tcp(8000 + i);
    var until = new Moment(NOON.plusSeconds(3600 + i), 1_000_000_000L * i);
    var open =
        new Open(
            new Lease(
                new Id(i),
                "action-" + i,
                "alice",
                "knock",
                SOURCE,
                List.of(new Opening.Pinhole(SOURCE, port)),
                AtClose.CUT,
                false,
                NOON),
            until);
    var claim =
        new Claim("knock", "alice", new Wish.Open("backup-" + i), SOURCE, new Ask(port, null));
    var promised = new Moment(NOON, i);
    var due = new Due(promised.plus(Duration.ofHours(9)), false);
    var job = new Job(new Id(100 + i), claim, Job.Part.STEPS, null, promised, due, 0, 0);
    var told =
        new Event.Granted(
            NOON,
            "alice",
            null,
            SOURCE,
            null,
            "knock",
            "action-" + i,
            "lease-" + i,
            Duration.ofHours(1),
            "");
    store.save(new Batch(List.of(), List.of(open), List.of(), List.of(job), List.of(told)));
    closes.set(Map.of(open.lease().id(), Instant.now().plusSeconds(3600)));
    leases.add(open);
    jobs.add(job);
  }

  @Test
  void ofTheDatabaseNothingIsBelievedThatWasNotWritten() throws Exception {
    var random = new Random(47);
    int setAside = 0;
    for (int i = 0; i < TRIES; i++) {
      var kind = Damage.values()[random.nextInt(Damage.values().length)];
      boolean wasKilled = random.nextBoolean();
      boolean isWal = wasKilled && random.nextBoolean();
      var what = "try %d: %s, killed: %s, wal: %s".formatted(i, kind, wasKilled, isWal);
      var state = Files.createDirectories(home.resolve("try-" + i));
      var database = wasKilled ? earlier : stopped;
      Files.write(state.resolve(DATABASE), isWal ? database : kind.done(database, earlier, random));
      if (wasKilled) {
        Files.write(state.resolve(WAL), isWal ? kind.done(wal, new byte[0], random) : wal);
      }
      Files.write(state.resolve("told"), told);
      setAside += begin(state, what) ? 1 : 0;
    }
    Row.withoutDoor("power loss", "the database is damaged at random", TRIES).write();
    assertThat(setAside).isPositive();
  }

  private boolean begin(Path state, String what) throws Exception {
    try (var store = Store.open(state, state.resolve("told"), "boot");
        var closes = QuartzAlarm.of(store::connection, "closes", _ -> {})) {
      var known = store.load().current();
      assertThat(leases.containsAll(known)).as(what).isTrue();
      var claims = store.jobs(new Moment(NOON, 1_000)).stream().map(Job::claim).toList();
      assertThat(jobs.stream().map(Job::claim).toList().containsAll(claims)).as(what).isTrue();
      closes.start();
      store.history("", Page.NEWEST, 100);
      store.lastEnds();
      store.save(new Batch(List.of(), List.of(leases.getFirst()), List.of()));
      closes.set(Map.of(new Id(1), Instant.now().plusSeconds(3600)));
      if (known.size() < leases.size() || claims.size() < jobs.size()) {
        assertThat(store.damage()).as(what).contains(state.resolve(DATABASE).toString());
      }
      assertThat(state.resolve(DATABASE + ".damaged-1").toFile().exists())
          .as(what)
          .isEqualTo(!store.damage().isEmpty());
      return store.damage().contains("was moved to");
    }
  }

  @Test
  void noKnockIsTakenTwiceWhateverBecomesOfTheMarks() throws Exception {
    var random = new Random(48);
    for (int i = 0; i < TRIES; i++) {
      var kind = Damage.values()[random.nextInt(Damage.values().length)];
      boolean wasKilled = random.nextBoolean();
      var what = "try %d: %s, killed: %s".formatted(i, kind, wasKilled);
      var state = Files.createDirectories(home.resolve("try-" + i));
      var file = state.resolve("marks");
      var whole = use(state, file, wasKilled);
      var changed = kind.done(whole.getFirst(), whole.getLast(), random);
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) { // the same file
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(changed));
      }
      try (var opened = MarksFile.open(state, surroundings(state, false), LATER)) {
        takesNoneTwice(opened, what);
        boolean isTheSame = Arrays.equals(changed, whole.getFirst());
        assertThat(opened.damage().contains(file.toString())).as(what).isEqualTo(!isTheSame);
      }
    }
    Row.withoutDoor("power loss", "the replay marks are damaged at random", TRIES).write();
  }

  /// Uses all marks.
  ///
  /// @return what the file holds then, and what it held when half of them were used
  private List<byte[]> use(Path state, Path file, boolean isKilled) throws Exception {
    byte[] half = {};
    byte[] whole;
    try (var used = MarksFile.open(state, surroundings(state, true), NOON)) {
      for (int i = 0; i < marks.size(); i++) {
        half = i == marks.size() / 2 ? Files.readAllBytes(file) : half;
        assertThat(used.use(marks.get(i), NOON)).isTrue();
      }
      whole = Files.readAllBytes(file);
    }
    return List.of(isKilled ? whole : Files.readAllBytes(file), half);
  }

  private void takesNoneTwice(MarksFile opened, String what) {
    for (var mark : marks) {
      try {
        assertThat(opened.use(mark, LATER)).as(what + ", " + mark).isFalse();
      } catch (MarksException refused) {
        assertThat(refused).as(what).hasMessageContaining("used before");
      }
    }
  }

  private enum Damage {
    TRUNCATED {
      @Override
      byte[] done(byte[] whole, byte[] earlier, Random random) {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
      }
    },
    A_BIT {
      @Override
      byte[] done(byte[] whole, byte[] earlier, Random random) {
        var changed = whole.clone();
        changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
      }
    },
    A_SECTOR_OF_ZEROS {
      @Override
      byte[] done(byte[] whole, byte[] earlier, Random random) {
        var changed = whole.clone();
        int from = random.nextInt(whole.length / 512 + 1) * 512;
        Arrays.fill(changed, from, Math.min(from + 512, whole.length), (byte) 0);
        return changed;
      }
    },
    AN_OLD_COPY {
      @Override
      byte[] done(byte[] whole, byte[] earlier, Random random) {
        return earlier;
      }
    };

    abstract byte[] done(byte[] whole, byte[] earlier, Random random);
  }
}
