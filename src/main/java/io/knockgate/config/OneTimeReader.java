package io.knockgate.config;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads `one-time`, and the file that it names: one sequence a line, its ports with spaces between
/// them, and `#` for a comment. Whoever reads it can knock, so nobody but its owner may.
final class OneTimeReader {
  private static final int MOST_SEQUENCES = 1000;

  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern COMMENT = Pattern.compile("#.*");
  private static final Set<PosixFilePermission> OF_OTHERS =
      PosixFilePermissions.fromString("---rw-rw-");

  private final String knock;
  private final Path file;
  private final Problems problems;

  private OneTimeReader(String knock, Path file, Problems problems) {
    this.knock = knock;
    this.file = file;
    this.problems = problems;
  }

  /// Reads the value of `one-time`.
  static WrittenKind.OneTime read(String knock, Item oneTime) {
    var file =
        oneTime
            .section(section -> section.require("file").flatMap(it -> it.text(Forms::file)))
            .flatMap(written -> written)
            .map(written -> oneTime.file().resolveSibling(written.value()));
    return new WrittenKind.OneTime(
        file.map(path -> new OneTimeReader(knock, path, oneTime.problems()).read())
            .orElse(List.of()));
  }

  private List<WrittenSequence> read() {
    var text = SourceText.of(file, problems);
    if (text.isEmpty()) {
      return List.of();
    }
    refuseReaders();
    var sequences = sequences(text.get());
    if (sequences.isEmpty() && !problems.haveErrorsIn(file)) {
      problems.add(Place.of(file), Fault.EMPTY_FILE);
    }
    return sequences;
  }

  private void refuseReaders() {
    try {
      var allowed = Files.getPosixFilePermissions(file);
      if (OF_OTHERS.stream().anyMatch(allowed::contains)) {
        problems.add(Place.of(file), Fault.OTHERS_READ, file.getFileName());
      }
    } catch (IOException refusal) {
      problems.unreadable(file, refusal);
    }
  }

  private List<WrittenSequence> sequences(String text) {
    var sequences = new ArrayList<WrittenSequence>();
    int number = 0;
    for (var line : text.lines().toList()) {
      number++;
      var ports = ports(number, COMMENT.matcher(line).replaceFirst(""));
      if (ports.isEmpty()) {
        continue;
      }
      var place = ports.getFirst().place();
      if (sequences.size() == MOST_SEQUENCES) {
        problems.add(place, Fault.TOO_MANY_SEQUENCES, MOST_SEQUENCES);
        break;
      }
      sequences.add(
          new WrittenSequence("line %d of \"%s\"".formatted(number, knock), place, ports, null));
    }
    return sequences;
  }

  /// The ports of one line; none where it is empty or can't be read as a whole.
  private List<Placed<Port>> ports(int number, String line) {
    var words =
        WORD.matcher(line)
            .results()
            .map(
                word ->
                    new Placed<>(
                        word.group(),
                        new Place(file, number, line.codePointCount(0, word.start()) + 1)))
            .toList();
    if (words.size() > SequenceReader.MOST_PORTS) {
      problems.add(
          words.getFirst().place(),
          Fault.LONG_LIST,
          "a sequence",
          SequenceReader.MOST_PORTS,
          words.size());
      return List.of();
    }
    var ports = words.stream().flatMap(word -> port(word).stream()).toList();
    return ports.size() == words.size() ? ports : List.of();
  }

  private Optional<Placed<Port>> port(Placed<String> word) {
    try {
      return Optional.of(new Placed<>(Forms.knockPort(word.value()), word.place()));
    } catch (BadValue bad) {
      problems.add(word.place(), bad);
      return Optional.empty();
    }
  }
}
