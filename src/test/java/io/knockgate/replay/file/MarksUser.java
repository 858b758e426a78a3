package io.knockgate.replay.file;

import io.knockgate.replay.Mark;
import io.knockgate.replay.MarksException;
import java.nio.file.Path;
import java.time.Instant;

/// A process that uses marks until it is killed, and says each when it has been used.
final class MarksUser {
  private MarksUser() {}

  public static void main(String[] arguments) throws MarksException {
    var now = Instant.parse(arguments[2]);
    var surroundings = new Surroundings(Path.of(arguments[1]), "boot", true, () -> true);
    var marks = MarksFile.open(Path.of(arguments[0]), surroundings, now);
    for (int i = Integer.parseInt(arguments[3]); ; i++) {
      for (var mark : marks(i, now)) {
        if (marks.use(mark, now)) {
          System.out.println(mark);
        }
      }
    }
  }

  /// What is used in a round, one of each kind.
  static java.util.List<Mark> marks(int i, Instant now) {
    return java.util.List.of(
        new Mark.Counter("own", i, now.plusSeconds(1)),
        new Mark.Once("old", "v" + i, now.plusSeconds(86_400)),
        new Mark.Stamped("bob", "v" + i, now.plusSeconds(i / 3), now.plusSeconds(1)));
  }
}
