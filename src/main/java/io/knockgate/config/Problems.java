package io.knockgate.config;

import io.knockgate.net.BadValue;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// Collects what is wrong while the reading goes on, so that all of it is told at once.
final class Problems {
  private static final int LONGEST = 300;

  private final List<Problem> found = new ArrayList<>();

  void add(Place place, Fault fault, Object... details) {
    found.add(new Problem(place, fault, oneLine(fault.describe(details))));
  }

  /// Says where a value stands that breaks its own rule.
  void add(Place place, BadValue bad) {
    add(place, Fault.BAD_VALUE, Objects.requireNonNullElse(bad.getMessage(), "bad value"));
  }

  /// Tells why the machine would not let a file or directory be read.
  void unreadable(Path file, IOException refusal) {
    var reason =
        switch (refusal) {
          case AccessDeniedException _ -> "permission denied; be a user who may";
          case NotDirectoryException _ -> "it is not a directory";
          case FileSystemException refused -> refused.getReason();
          default -> refusal.getMessage();
        };
    add(Place.of(file), Fault.UNREADABLE, Objects.requireNonNullElse(reason, "no reason given"));
  }

  /// A problem quotes what it found, which may be long, or more than one line.
  private static String oneLine(String text) {
    var line = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return text.length() > LONGEST ? line + "..." : line.toString();
  }

  boolean haveErrors() {
    return found.stream().anyMatch(problem -> !problem.isWarning());
  }

  boolean haveErrorsIn(Path file) {
    return found.stream()
        .anyMatch(problem -> !problem.isWarning() && problem.place().file().equals(file));
  }

  /// What was read, unless there is an error.
  <T> Reading<T> reading(Optional<T> settings) {
    return settings.isEmpty() || haveErrors()
        ? new Reading.Faulty<>(sorted())
        : new Reading.Sound<>(settings.get(), sorted());
  }

  /// All problems in the order of their places.
  private List<Problem> sorted() {
    return found.stream().distinct().sorted().collect(Collectors.toUnmodifiableList());
  }
}
