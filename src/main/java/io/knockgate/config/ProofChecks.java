package io.knockgate.config;

import io.knockgate.knock.fwknop.FwknopMethod;
import io.knockgate.secret.SecretReference;
import io.knockgate.ssh.SshKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What must hold between the clients' keys and the knocks that take them.
final class ProofChecks {
  private final Problems problems;
  private final Collection<WrittenClient> clients;
  private final List<WrittenKnock> knocks;

  ProofChecks(Problems problems, Collection<WrittenClient> clients, List<WrittenKnock> knocks) {
    this.problems = problems;
    this.clients = clients;
    this.knocks = knocks;
  }

  void check() {
    checkDistinct();
    clients.stream()
        .flatMap(client -> client.fwknop().stream())
        .skip(FwknopMethod.MOST_KEYS)
        .limit(1)
        .forEach(keys -> problems.add(keys.place(), Fault.TOO_MANY_FWKNOP, FwknopMethod.MOST_KEYS));
    if (!problems.haveErrors()) { // else what is missing may be what could not be read
      checkUse(WrittenKind.Spa.class, "spa", "key", WrittenClient::sshPlace);
      checkUse(WrittenKind.Fwknop.class, "fwknop", "fwknop", WrittenClient::fwknopPlace);
      checkMapped();
    }
  }

  /// Whoever has the keys of two clients is either of them.
  private void checkDistinct() {
    var keyOwners = new HashMap<SshKey, String>();
    var fwknopOwners = new HashMap<List<SecretReference>, String>();
    for (var client : clients) {
      for (var key : client.ssh()) {
        tellShared(key.place(), keyOwners.putIfAbsent(key.value(), client.name()), client);
      }
      client
          .fwknop()
          .ifPresent(
              keys -> {
                var secrets = List.of(keys.value().key().secret(), keys.value().hmacKey().secret());
                tellShared(keys.place(), fwknopOwners.putIfAbsent(secrets, client.name()), client);
              });
    }
  }

  private void tellShared(Place place, @Nullable String owner, WrittenClient client) {
    if (owner != null && !owner.equals(client.name())) {
      problems.add(place, Fault.SHARED_KEY, owner);
    }
  }

  /// A knock that nobody has the keys for, and keys that no knock takes.
  private void checkUse(
      Class<? extends WrittenKind> kind,
      String knockKey,
      String clientKey,
      Function<WrittenClient, Optional<Place>> place) {
    var places =
        knocks.stream()
            .filter(knock -> knock.kind().filter(kind::isInstance).isPresent())
            .map(WrittenKnock::place)
            .toList();
    var owned = clients.stream().flatMap(client -> place.apply(client).stream()).toList();
    if (owned.isEmpty()) {
      places.forEach(knock -> problems.add(knock, Fault.NOBODY_KNOCKS, clientKey));
    } else if (places.isEmpty()) {
      owned.forEach(key -> problems.add(key, Fault.UNUSED_KEY, knockKey));
    }
  }

  /// What packets may ask for, and nobody is granted.
  private void checkMapped() {
    var owners = clients.stream().filter(client -> client.fwknop().isPresent()).toList();
    if (owners.isEmpty()) {
      return;
    }
    var granted =
        owners.stream()
            .flatMap(client -> Placed.values(client.may()).stream())
            .collect(Collectors.toSet());
    for (var knock : knocks) {
      if (knock.kind().orElse(null) instanceof WrittenKind.Fwknop fwknop) {
        fwknop.actions().values().stream()
            .filter(action -> !granted.contains(action.value()))
            .forEach(action -> problems.add(action.place(), Fault.NOBODY_MAY, action.value()));
      }
    }
  }
}
