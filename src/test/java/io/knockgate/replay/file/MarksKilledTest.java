package io.knockgate.replay.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 at any instant, again and again on the same files.
class MarksKilledTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int KILLS = 30;
  private static final int ROUND = 10_000_000;

  @TempDir Path directory;
  @TempDir Path outside;

  @Test
  void whatWasUsedIsNeverNewAgain() throws Exception {
    var random = new Random(4);
    for (int round = 0; round < KILLS; round++) {
      var acknowledged = killed(round, 1 + random.nextInt(500));
      var surroundings = new Surroundings(outside.resolve("marks-used"), "boot", true, () -> true);
      try (var again = MarksFile.open(directory, surroundings, NOON)) {
        assertThat(again.damage()).as("round " + round).isEmpty();
        var numbers = new TreeSet<Integer>();
        for (var line : acknowledged) {
          numbers.add(Integer.parseInt(line.replaceAll(".*(?:value=v|number=)(\\d+),.*", "$1")));
        }
        for (int number : numbers.headSet(numbers.last())) {
          for (var mark : MarksUser.marks(number, NOON)) {
            assertThat(again.use(mark, NOON)).as(mark.toString()).isFalse();
          }
        }
        for (var mark : MarksUser.marks(numbers.last(), NOON)) {
          if (acknowledged.contains(mark.toString())) {
            assertThat(again.use(mark, NOON)).as(mark.toString()).isFalse();
          }
        }
      }
    }
    assertThat(Files.exists(directory.resolve("marks.damaged-1"))).isFalse();
  }

  /// What a process said that it has used, until it was killed.
  private List<String> killed(int round, int lines) throws Exception {
    var child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classpath(),
                MarksUser.class.getName(),
                directory.toString(),
                outside.resolve("marks-used").toString(),
                NOON.toString(),
                Integer.toString(ROUND * round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var acknowledged = new ArrayList<String>();
    try (var output = child.inputReader()) {
      for (int i = 0; i < lines; i++) {
        acknowledged.add(java.util.Objects.requireNonNull(output.readLine()));
      }
      child.toHandle().destroyForcibly(); // the process alone would close what we read
      output.lines().forEach(acknowledged::add);
    }
    child.waitFor();
    if (!acknowledged.getLast().endsWith("]")) {
      acknowledged.removeLast(); // cut off
    }
    return acknowledged;
  }

  /// Where the classes are that the child needs, however this test was started.
  private static String classpath() {
    var places = new ArrayList<String>();
    for (var type : List.of(MarksUser.class, MarksFile.class, org.slf4j.Logger.class)) {
      places.add(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
    return String.join(File.pathSeparator, places);
  }
}
