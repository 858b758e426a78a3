package io.knockgate.config;

import io.knockgate.access.Client;
import io.knockgate.ssh.SshKey;
import java.util.List;
import java.util.Optional;

/// A client as it was written, with the places that the checks point at.
///
/// @param may the names of actions
/// @param ssh the keys of `key`, without those that could not be read
/// @param fwknop its place is that of the key
/// @param client empty where something could not be read, which has been told; the name is known
///     all the same
record WrittenClient(
    String name,
    List<Placed<String>> may,
    List<Placed<SshKey>> ssh,
    Optional<Placed<ClientKeys.Fwknop>> fwknop,
    Optional<Client> client) {

  /// A client of which nothing but the name is known.
  static WrittenClient unreadable(String name) {
    return new WrittenClient(name, List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /// What it proves itself with; empty where it has nothing.
  Optional<ClientKeys> keys() {
    return ssh.isEmpty() && fwknop.isEmpty()
        ? Optional.empty()
        : Optional.of(new ClientKeys(Placed.values(ssh), fwknop.map(Placed::value).orElse(null)));
  }

  /// Where its SSH keys stand.
  Optional<Place> sshPlace() {
    return ssh.stream().map(Placed::place).findFirst();
  }

  /// Where its keys of fwknop stand.
  Optional<Place> fwknopPlace() {
    return fwknop.map(Placed::place);
  }
}
