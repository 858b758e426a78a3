package io.knockgate.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of the table that `./dev faults` prints and docs/reliability.md holds: one fault, and
/// what came of it.
///
/// @param fault what happened
/// @param how how it was made
/// @param tries how often
/// @param openTooLong connects that got through a second or more after a door's time; null where no
///     door was tried for so long
/// @param jobsLost promised jobs and close steps that never ended; null where none were promised
/// @param jobsRepeated those that began again after their end was told; null where none were
///     promised
/// @param recovered how long it took until all was well again, each time; may be empty
record Row(
    String fault,
    String how,
    int tries,
    @Nullable Integer openTooLong,
    @Nullable Integer jobsLost,
    @Nullable Integer jobsRepeated,
    List<Duration> recovered) {
  private static final Path TABLE = Path.of("target", "faults");

  Row {
    how += Faults.besides();
    recovered = recovered.stream().sorted().toList();
  }

  static Row of(String fault, String how, int tries, int openTooLong, List<Duration> recovered) {
    return new Row(fault, how, tries, openTooLong, null, null, recovered);
  }

  /// One in which no door was tried until its time was over.
  static Row withoutDoor(String fault, String how, int tries) {
    return new Row(fault, how, tries, null, null, null, List.of());
  }

  /// Adds it to the table, in the place of an older line of the same fault and way.
  void write() throws IOException {
    Files.createDirectories(TABLE);
    var name = (fault + " " + how).replaceAll("[^A-Za-z0-9]+", "-");
    Files.writeString(TABLE.resolve(name + ".row"), this + "\n");
  }

  @Override
  public String toString() {
    return "| %s | %s | %,d | %s | %s | %s | %s | %s |"
        .formatted(
            fault,
            how,
            tries,
            openTooLong == null ? "-" : openTooLong,
            jobsLost == null ? "-" : jobsLost,
            jobsRepeated == null ? "-" : jobsRepeated,
            recovered.isEmpty() ? "-" : text(recovered.get(recovered.size() / 2)),
            recovered.isEmpty() ? "-" : text(recovered.getLast()));
  }

  private static String text(Duration time) {
    return time.compareTo(Duration.ofSeconds(10)) < 0
        ? "%,d ms".formatted(time.toMillis())
        : "%d s".formatted(time.toSeconds());
  }
}
