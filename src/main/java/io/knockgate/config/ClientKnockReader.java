package io.knockgate.config;

import io.knockgate.config.ClientKnock.Identity;
import io.knockgate.config.ClientKnock.KeyFile;
import io.knockgate.config.ClientKnock.PublicKey;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.knock.spa.GatewayKey;
import io.knockgate.ssh.SshKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads how a client's file knocks.
final class ClientKnockReader {
  /// As many fit into a message behind an address, whatever their numbers: 192 characters.
  private static final int MOST_WANTED = 16;

  private final Section section;

  ClientKnockReader(Section section) {
    this.section = section;
  }

  Optional<? extends ClientKnock> read() {
    return section
        .oneOf("sequence", "encrypted", "rolling", "spa", "fwknop")
        .flatMap(
            kind -> {
              refuse(kind, "sequence", "spell");
              refuse(kind, "spa", "key", "identity", "action");
              return switch (kind.name()) {
                case "sequence" ->
                    SequenceReader.read(kind.name(), kind, section.get("spell"))
                        .kind()
                        .map(KnockSetting.Static::form);
                case "encrypted" -> EncryptedReader.form(kind);
                case "rolling" -> RollingReader.form(kind);
                case "spa" -> spa(kind);
                case "fwknop" -> kind.section(ClientKnockReader::fwknop).flatMap(knock -> knock);
                default -> throw new IllegalArgumentException(kind.name());
              };
            });
  }

  /// Tells keys that only one kind has.
  private void refuse(Item kind, String only, String... keys) {
    Stream.of(keys)
        .flatMap(key -> section.get(key).stream())
        .filter(item -> !kind.name().equals(only))
        .forEach(
            item ->
                section.problems().add(item.keyPlace(), Fault.MISPLACED, item.name(), kind.name()));
  }

  private Optional<ClientKnock> spa(Item spa) {
    var identity = section.oneOf("key", "identity").flatMap(ClientKnockReader::identity);
    var action = section.get("action").flatMap(item -> item.text(Forms::name));
    return spa.section(
            keys -> {
              var udp = SpaReader.udp(keys);
              var gateway = keys.require("gateway").flatMap(it -> it.text(GatewayKey::parse));
              return udp.isPresent() && gateway.isPresent() && identity.isPresent()
                  ? Optional.<ClientKnock>of(
                      new ClientKnock.Spa(
                          udp.get().value(),
                          gateway.get().value(),
                          identity.get(),
                          action.map(Placed::value).orElse(null)))
                  : Optional.<ClientKnock>empty();
            })
        .flatMap(knock -> knock);
  }

  private static Optional<Identity> identity(Item item) {
    return item.name().equals("key")
        ? item.text(SshKey::parse).map(key -> new PublicKey(key.value()))
        : item.text(Forms::homeFile).map(file -> new KeyFile(file.value()));
  }

  private static Optional<ClientKnock> fwknop(Section section) {
    var udp = SpaReader.udp(section);
    var keys = FwknopKeysReader.read(section);
    var wants = section.require("wants").map(ClientKnockReader::wants).orElse(List.of());
    return udp.isPresent() && keys.isPresent() && !wants.isEmpty()
        ? Optional.of(new ClientKnock.Fwknop(udp.get().value(), keys.get(), Placed.values(wants)))
        : Optional.empty();
  }

  private static List<Placed<Wanted>> wants(Item item) {
    if (!item.isList()) {
      return item.text(Wanted::parse).stream().toList();
    }
    var wants = item.texts(MOST_WANTED, Wanted::parse);
    if (wants.size() > 1) {
      wants.stream()
          .filter(wanted -> !(wanted.value() instanceof Wanted.Access))
          .forEach(
              wanted -> item.problems().add(wanted.place(), Fault.MANY_WANTED, wanted.value()));
    }
    return wants;
  }
}
