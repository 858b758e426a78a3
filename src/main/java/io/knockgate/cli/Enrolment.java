package io.knockgate.cli;

import io.knockgate.config.ClientEntry;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.control.Exit;
import io.knockgate.net.BadValue;
import io.knockgate.secret.SecretException;
import java.util.List;
import java.util.stream.Stream;

/// A client that is about to be added, by what it proves itself with. Nothing is made yet.
interface Enrolment {
  /// What the person is given.
  ///
  /// @param text lines for the terminal
  /// @param word what a QR code says
  /// @param copy what a file of it says
  record Handout(List<String> text, String word, String copy) {}

  /// What stands in the configuration.
  ClientEntry.Proof proof();

  /// Makes the keys that are needed, when the configuration has been judged with [#proof] in it.
  ///
  /// @throws BadValue where there are such keys, which stay
  Handout prepare() throws BadValue, SecretException;

  /// Takes back those keys that were made for this client alone, where it is not added after all.
  void undo() throws SecretException;

  /// The first knock of that kind, which the client will knock.
  ///
  /// @param example of one that the operator could write
  static <T extends KnockSetting.Kind> T first(Settings settings, Class<T> kind, String example)
      throws Failure {
    return settings.knocks().stream()
        .map(KnockSetting::kind)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    Exit.CONFIGURATION,
                    "no such knock is under `knocks:`; write, for example: " + example));
  }

  /// What is to be copied, set apart from what is said of it.
  static List<String> indented(String text) {
    return Stream.of(Stream.of(""), text.lines().map(line -> "  " + line), Stream.of(""))
        .flatMap(lines -> lines)
        .toList();
  }
}
