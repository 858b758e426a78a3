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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files that a killed process has left are damaged at random places, as by a power cut or a
/// dying memory card. Whatever is damaged: the next process begins, believes nothing that was not
/// written, names the file and keeps it, and takes no knock twice.
class DamagedFilesTest {
  private static final int TRIES = Faults.times(40, 1_000);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Address SOURCE = Address.v4(0xc633640a);
  private static final List<String> FILES = List.of("knockgate.db", "knockgate.db-wal", "marks");

  @TempDir Path home;
  private final List<Open> leases = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  /// What the process before left, whole, and an earlier copy of it.
  private final Map<String, byte[]> left = new LinkedHashMap<>();

  private final Map<String, byte[]> earlier = new LinkedHashMap<>();

  @BeforeEach
  void leave() throws Exception {
    var state = home.resolve("left");
    try (var store = Store.open(state, "boot");
        var closes = QuartzAlarm.of(store::connection, "closes", _ -> {});
        var used = MarksFile.open(state, surroundings(home, true), NOON)) {
      closes.start();
      for (int i = 1; i <= 40; i++) {
        lease(i, store, closes);
        use(i, used);
        if (i == 20) {
          copy(state, earlier);
        }
      }
      copy(state, left);
    }
  }

  private static Surroundings surroundings(Path place, boolean first) {
    return new Surroundings(place.resolve("marks-used"), "boot", first, () -> true);
  }

  private static void copy(Path state, Map<String, byte[]> to) throws IOException {
    for (var name : FILES) {
      to.put(name, Files.readAllBytes(state.resolve(name)));
    }
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

  private void use(int i, MarksFile used) throws MarksException {
    var since = NOON.minusSeconds(60);
    for (var mark :
        List.of(
            new Mark.Counter("rolling", i, since),
            new Mark.Stamped("signed", "packet-" + i, NOON.plusMillis(i), since),
            new Mark.Once("one-time", "line-" + i, Instant.MAX),
            new Mark.Once("blowfish", "knock-" + i, NOON.plusSeconds(3600)))) {
      assertThat(used.use(mark, NOON)).isTrue();
      marks.add(mark);
    }
  }

  @Test
  void nothingIsBelievedThatWasNotWrittenAndNoKnockIsTakenTwice() throws Exception {
    var random = new Random(47);
    var told = new TreeMap<String, Integer>();
    for (int i = 0; i < TRIES; i++) {
      var name = FILES.get(random.nextInt(FILES.size()));
      var kind = Damage.values()[random.nextInt(Damage.values().length)];
      var what = "try %d: %s of %s".formatted(i, kind, name);
      var state = Files.createDirectories(home.resolve("try-" + i));
      for (var file : FILES) {
        Files.write(state.resolve(file), left.get(file));
      }
      Files.write(
          state.resolve(name), kind.done(left.get(name), earlier.get(name), random));
      Files.copy(home.resolve("marks-used"), state.resolve("marks-used"));
      begin(state, name, kind, what, told);
    }
    Row.of("power loss", "a state file is damaged at random: " + told, TRIES, 0, List.of())
        .write();
  }

  private void begin(Path state, String name, Damage kind, String what, Map<String, Integer> told)
      throws Exception {
    try (var store = Store.open(state, "boot");
        var closes = QuartzAlarm.of(store::connection, "closes", _ -> {});
        var marks = MarksFile.open(state, surroundings(state, false), LATER)) {
      var known = store.load().current();
      assertThat(leases).as(what).containsAll(known);
      var kept = store.jobs(new Moment(NOON, 1_000));
      assertThat(jobs).as(what).containsAll(kept);
      closes.start();
      store.history("", Page.NEWEST, 100);
      store.lastEnds();
      store.save(new Batch(List.of(), List.of(leases.getFirst()), List.of()));
      closes.set(Map.of(new Id(1), Instant.now().plusSeconds(3600)));
      if (name.equals("knockgate.db") && known.size() < leases.size()) {
        assertThat(store.damage()).as(what).contains(state.resolve(name).toString());
      }
      if (store.damage().contains("was moved to")) {
        assertThat(kept(state, "knockgate.db")).as(what).hasSize(1);
      }
      takesNoneTwice(marks, what);
      if (name.equals("marks")) {
        assertThat(marks.damage()).as(what).contains(state.resolve(name).toString());
      }
      var outcome = store.damage().contains("was moved to") ? "set aside" : "read";
      told.merge(name + " " + kind + " " + outcome, 1, Integer::sum);
    }
  }

  private void takesNoneTwice(MarksFile opened, String what) {
    for (var mark : marks) {
      try {
        assertThat(opened.use(mark, LATER)).as(what + ", " + mark).isFalse();
      } catch (MarksException refused) {
        assertThat(refused).as(what).hasMessageContaining("may have been used before");
      }
    }
  }

  private static Set<Path> kept(Path state, String name) throws IOException {
    try (var files = Files.list(state)) {
      return Set.copyOf(
          files.filter(file -> file.getFileName().toString().matches(name + "\\.damaged-\\d+")).toList());
    }
  }

  private enum Damage {
    TRUNCATED {
      @Override
      byte[] done(byte[] whole, byte[] earlier, Random random) {
        return java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
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
        java.util.Arrays.fill(changed, from, Math.min(from + 512, whole.length), (byte) 0);
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
