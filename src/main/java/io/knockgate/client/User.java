package io.knockgate.client;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Whom we knock for.
///
/// @param environment his variables, which name his home and his ssh-agent
/// @param terminal takes what OpenSSH tells him
public record User(Map<String, String> environment, OutputStream terminal) {
  public User {
    environment = Map.copyOf(environment);
  }

  /// Who runs this program.
  public static User current() {
    return new User(System.getenv(), System.err);
  }

  /// Where his clients' files are, by the XDG Base Directory Specification.
  public Path clientFiles() {
    return named("XDG_CONFIG_HOME").orElse(home().resolve(".config")).resolve("knockgate");
  }

  Path sshDirectory() {
    return home().resolve(".ssh");
  }

  private Path home() {
    return named("HOME").orElse(Path.of(System.getProperty("user.home")));
  }

  private Optional<Path> named(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isEmpty())
        .map(Path::of);
  }
}
