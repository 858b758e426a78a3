package io.knockgate.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.store.Page;
import io.knockgate.store.Store;
import io.knockgate.time.Moment;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 at any instant while leases and jobs are written, again and again on the same files.
class JobsKilledTest {
  private static final int KILLS = 12;
  private static final long ROUND = 10_000_000;

  @TempDir Path state;

  @Test
  void noJobIsLostOrOverUntoldAndNoneIsKeptWhoseEndIsTold() throws Exception {
    var random = new Random(7);
    var over = new HashSet<Id>();
    int told = 0;
    for (int round = 0; round < KILLS; round++) {
      over.addAll(killed(round, 1 + random.nextInt(3_000)));
      try (var store = Store.open(state, state.resolve("told"), "boot")) {
        check(store, over);
        told = history(store).size();
      }
    }
    assertThat(told).as("it has come to write").isGreaterThan(KILLS);
  }

  private static List<Event> history(Store store) throws StoreException {
    var all = new ArrayList<Event>();
    var page = store.history("", Page.NEWEST, Integer.MAX_VALUE);
    while (!page.events().isEmpty()) {
      all.addAll(page.events());
      page = store.history("", page.last(), Integer.MAX_VALUE);
    }
    return all;
  }

  private static void check(Store store, Set<Id> over) throws StoreException {
    var jobs = store.jobs(Moment.now()).stream().map(Job::id).collect(Collectors.toSet());
    var leases =
        store.load().current().stream().map(open -> open.lease().id()).collect(Collectors.toSet());
    assertThat(leases).as("leases that have ended").doesNotContainAnyElementsOf(jobs);
    var granted = new HashSet<Id>();
    var promised = new HashSet<Id>();
    var ended = new HashSet<Id>();
    for (var event : history(store)) {
      switch (event) {
        case Event.Granted lease -> granted.add(Id.parse(lease.lease()).orElseThrow());
        case Event.Job job ->
            (job.stage().isLast() ? ended : promised).add(Id.parse(job.job()).orElseThrow());
        default -> throw new AssertionError(event);
      }
    }
    assertThat(leases).as("leases of jobs that were told").noneMatch(promised::contains);
    assertThat(jobs).as("kept after their end was told").noneMatch(ended::contains);
    assertThat(leases).as("told of every lease").allMatch(granted::contains);
    assertThat(promised).as("told of every lease").allMatch(granted::contains);
    assertThat(jobs).as("told of every job").allMatch(promised::contains);
    promised.removeAll(jobs);
    assertThat(promised).as("lost").allMatch(over::contains);
    assertThat(ended).as("told of every job's end").isEqualTo(promised);
  }

  /// Which jobs a process was about to forget, or had forgotten, when it was killed.
  private Set<Id> killed(int round, int lines) throws Exception {
    var child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classpath(),
                JobKeeper.class.getName(),
                state.toString(),
                Long.toString(1 + ROUND * round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var over = new ArrayList<String>();
    try (var output = child.inputReader()) {
      for (int i = 0; i < lines; i++) {
        over.add(Objects.requireNonNull(output.readLine()));
      }
      child.toHandle().destroyForcibly(); // the process alone would close what we read
      output.lines().forEach(over::add);
    }
    child.waitFor();
    return over.stream()
        .filter(line -> line.endsWith(".")) // not cut off
        .map(line -> new Id(Long.parseLong(line.substring(0, line.length() - 1))))
        .collect(Collectors.toSet());
  }

  /// Where the classes are that the child needs, however this test was started.
  private static String classpath() {
    var places = new ArrayList<String>();
    for (var type :
        List.of(
            JobKeeper.class,
            Store.class,
            com.zaxxer.hikari.HikariConfig.class,
            org.sqlite.JDBC.class,
            org.slf4j.Logger.class)) {
      places.add(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
    return String.join(File.pathSeparator, places);
  }
}
