package io.knockgate.replay.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.knockgate.replay.Mark;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One line of the file: a CRC-32C in eight hex digits, a space, and words that it guards. Names
/// are percent-encoded, so that no name can look like another word or another line:
///
/// ```
/// 0ad84b9c knockgate-marks 2 2026-03-01T11:00:02.123Z 41
/// 3c1f7a20 counter alice-rolling 59437234 2026-03-01T11:56:30Z
/// 91e0d6f7 once prototype a004c976d914bca6 2026-03-01T12:01:00Z
/// 5b02e11d stamped bob 1yM4rKJh 2026-03-01T12:00:07Z 2026-03-01T11:58:07Z
/// 7d10c3ab floor bob 2026-03-01T11:20:31Z
/// 2e9a1f04 lost 2026-03-01T11:00:02Z
/// 5b02e11d damaged 2026-03-01T10:30:00Z
/// 4471c0de stopped
/// ```
sealed interface Line {
  /// Longer than any: two names of 64 characters, percent-encoded UTF-8.
  int LONGEST = 2_048;

  /// The first line: what this is, in which form.
  ///
  /// @param birth when the file came to be; null where the file system doesn't tell
  /// @param uses how many marks were ever used, without those that follow
  record Header(int version, @Nullable Instant birth, long uses) implements Line {
    static final int CURRENT = 2;
  }

  /// A mark that was used.
  record Used(Mark mark) implements Line {}

  /// Stamps of this series were forgotten until then.
  record Floor(String series, Instant at) implements Line {}

  /// Marks that didn't wait for the disk may be lost that were used until then.
  record Lost(Instant at) implements Line {}

  /// Any marks may be lost that were used until then.
  record Damaged(Instant at) implements Line {}

  /// The process stopped in order, with everything on the disk.
  record Stopped() implements Line {}

  /// The line with its newline.
  default byte[] bytes() {
    var words =
        switch (this) {
          case Header(int version, var birth, long uses) ->
              "knockgate-marks %d %s %d".formatted(version, birth == null ? "-" : birth, uses);
          case Lost(var at) -> "lost " + at;
          case Damaged(var at) -> "damaged " + at;
          case Stopped _ -> "stopped";
          case Used(Mark.Counter(var series, long number, var since)) ->
              "counter %s %d %s".formatted(coded(series), number, since);
          case Used(Mark.Once(var series, var value, var until)) ->
              "once %s %s %s".formatted(coded(series), coded(value), until);
          case Used(Mark.Stamped(var series, var value, var at, var since)) ->
              "stamped %s %s %s %s".formatted(coded(series), coded(value), at, since);
          case Floor(var series, var at) -> "floor %s %s".formatted(coded(series), at);
        };
    return checked(words);
  }

  /// These words with their checksum and newline.
  static byte[] checked(String words) {
    return "%s %s\n".formatted(checksum(words), words).getBytes(US_ASCII);
  }

  /// Reads a line without its newline; null where it is none that was ever written.
  static @Nullable Line parse(String line) {
    int space = line.indexOf(' ');
    if (space < 0 || !line.substring(0, space).equals(checksum(line.substring(space + 1)))) {
      return null;
    }
    try {
      var words = line.substring(space + 1).split(" ", -1);
      return switch (words[0] + " " + words.length) {
        case "knockgate-marks 2" -> new Header(Integer.parseInt(words[1]), null, 0); // form 1
        case "knockgate-marks 4" ->
            new Header(
                Integer.parseInt(words[1]),
                words[2].equals("-") ? null : Instant.parse(words[2]),
                Long.parseLong(words[3]));
        case "lost 2" -> new Lost(Instant.parse(words[1]));
        case "damaged 2" -> new Damaged(Instant.parse(words[1]));
        case "stopped 1" -> new Stopped();
        case "counter 3" -> // form 1
            new Used(new Mark.Counter(decoded(words[1]), Long.parseLong(words[2]), Instant.MIN));
        case "counter 4" ->
            new Used(
                new Mark.Counter(
                    decoded(words[1]), Long.parseLong(words[2]), Instant.parse(words[3])));
        case "once 4" ->
            new Used(new Mark.Once(decoded(words[1]), decoded(words[2]), Instant.parse(words[3])));
        case "stamped 5" ->
            new Used(
                new Mark.Stamped(
                    decoded(words[1]),
                    decoded(words[2]),
                    Instant.parse(words[3]),
                    Instant.parse(words[4])));
        case "floor 3" -> new Floor(decoded(words[1]), Instant.parse(words[2]));
        default -> null;
      };
    } catch (DateTimeException | IllegalArgumentException _) {
      return null; // the checksum fits by chance
    }
  }

  private static String coded(String name) {
    return URLEncoder.encode(name, UTF_8);
  }

  private static String decoded(String name) {
    return URLDecoder.decode(name, UTF_8);
  }

  private static String checksum(String words) {
    var crc = new CRC32C();
    crc.update(words.getBytes(US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
