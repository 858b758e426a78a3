package io.knockgate.config;

import io.knockgate.access.Client;
import io.knockgate.knock.Claim;
import io.knockgate.net.BadValue;
import io.knockgate.net.Prefix;
import io.knockgate.ssh.SshKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads `clients:`.
final class ClientReader {
  private static final int MOST_CLIENTS = 1000;
  private static final int MOST_KEYS = 16;
  private static final int MOST_PREFIXES = 256;
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private ClientReader() {}

  /// Every client by name, those that could not be read included.
  static Map<String, WrittenClient> read(Section clients) {
    var read = new TreeMap<String, WrittenClient>();
    for (var client : clients.all(MOST_CLIENTS)) {
      var name = client.key(ClientReader::name).orElse(client.name());
      read.put(
          name,
          client.section(section -> read(name, section)).orElse(WrittenClient.unreadable(name)));
    }
    return read;
  }

  private static WrittenClient read(String name, Section client) {
    var ssh = client.get("key").map(ClientReader::sshKeys).orElse(List.of());
    var fwknop = client.get("fwknop").flatMap(ClientReader::fwknop);
    var actions = client.require("may").map(it -> it.texts(ActionFiles.MOST, Forms::name));
    var may = actions.orElse(List.of());
    var prefixes = client.get("from").map(it -> it.texts(MOST_PREFIXES, Prefix::parse));
    var expires = client.get("expires").flatMap(it -> it.text(ClientReader::endOfDay));
    return new WrittenClient(
        name,
        may,
        ssh,
        fwknop,
        may.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Client(
                    name,
                    new LinkedHashSet<>(Placed.values(may)),
                    Placed.values(prefixes.orElse(List.of())),
                    expires.map(Placed::value).orElse(Instant.MAX))));
  }

  /// One key, or a list of them.
  private static List<Placed<SshKey>> sshKeys(Item key) {
    return key.isList()
        ? key.texts(MOST_KEYS, SshKey::parse)
        : key.text(SshKey::parse).stream().toList();
  }

  private static Optional<Placed<ClientKeys.Fwknop>> fwknop(Item fwknop) {
    return fwknop
        .section(FwknopKeysReader::read)
        .flatMap(keys -> keys)
        .map(keys -> new Placed<>(keys, fwknop.keyPlace()));
  }

  /// A client's name.
  static String name(String text) throws BadValue {
    if (text.equals(Claim.ANONYMOUS)) {
      throw new BadValue(
          "\"%s\" is what a knock is told as that has no client; choose another name"
              .formatted(text));
    }
    return Forms.name(text);
  }

  /// The first moment after that day.
  static Instant endOfDay(String text) throws BadValue {
    try {
      if (DATE.matcher(text).matches()) {
        return LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
    } catch (DateTimeParseException noSuchDay) {
      throw new BadValue("there is no day " + text);
    }
    throw new BadValue("a day is written 2027-06-30, not \"" + text + "\"");
  }
}
