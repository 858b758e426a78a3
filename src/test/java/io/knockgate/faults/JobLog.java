package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What programs of jobs have written down themselves: each time that one began, of which job, and
/// of which lease.
final class JobLog {
  private final Path directory;
  private final Path file;
  private int read;

  JobLog(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("begun");
  }

  /// A program that writes down that it begins, and then does this.
  ///
  /// @return its path
  String script(String name, String then) throws IOException {
    var script =
        Files.writeString(
            directory.resolve(name),
            "#!/bin/sh\necho $KNOCKGATE_JOB $KNOCKGATE_LEASE >>%s\n%s\n".formatted(file, then));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script.toString();
  }

  /// Jobs whose programs began since this was asked last.
  List<String> begunSinceLastAsked() throws IOException {
    var lines = lines();
    var begun = new ArrayList<String>();
    lines.subList(read, lines.size()).forEach(line -> begun.add(line.split(" ", -1)[0]));
    read = lines.size();
    return begun;
  }

  /// Leases that were followed, or opened, by a job whose program began.
  Set<String> leases() throws IOException {
    var leases = new TreeSet<String>();
    for (var line : lines()) {
      var words = line.split(" ", -1);
      if (words.length > 1) {
        leases.add(words[1]);
      }
    }
    return leases;
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
