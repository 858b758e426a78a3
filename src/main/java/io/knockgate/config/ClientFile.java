package io.knockgate.config;

import io.knockgate.action.Ask;
import io.knockgate.config.ClientSettings.Family;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a client's file.
public final class ClientFile {
  private static final int MOST_TRIES = 100;
  private static final int LARGEST_PORT = 65535;
  private static final String NO_LIMIT = "none";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Section section;

  private ClientFile(Section section) {
    this.section = section;
  }

  /// Reads and checks the file, and tells every problem of it.
  public static Reading<ClientSettings> read(Path file) {
    var problems = new Problems();
    return problems.reading(
        Document.open(file, problems)
            .flatMap(root -> root.section(section -> new ClientFile(section).read()))
            .flatMap(settings -> settings));
  }

  /// Reads what stands behind `host`: a name or an address.
  ///
  /// @throws BadValue where it is none
  public static String host(String text) throws BadValue {
    return Forms.host(text);
  }

  private Optional<ClientSettings> read() {
    var host = section.require("host").flatMap(item -> item.text(ClientFile::host));
    var knock = new ClientKnockReader(section).read();
    var pace = section.get("pace").flatMap(item -> item.text(Forms::pace));
    var tries = section.get("tries").flatMap(item -> item.number(1, MOST_TRIES));
    var family = section.get("family").flatMap(item -> item.textOrNumber(ClientFile::family));
    var port = section.get("port");
    var time = section.get("time");
    var door = section.get("door").flatMap(item -> item.text(ClientFile::door));
    var ask = knock.map(it -> ask(it, port, time)).orElse(Ask.NOTHING);
    return host.isPresent() && knock.isPresent()
        ? Optional.of(
            new ClientSettings(
                host.get().value(),
                knock.get(),
                ask,
                door.map(Placed::value).orElse(usualDoor(knock.get(), ask)),
                pace.map(Placed::value).orElse(ClientSettings.PACE),
                tries.orElse(ClientSettings.TRIES),
                family.map(Placed::value).orElse(null)))
        : Optional.empty();
  }

  /// What a knock of this kind asks for.
  private Ask ask(ClientKnock knock, Optional<Item> port, Optional<Item> time) {
    return switch (knock) {
      case KnockForm.Encrypted(var cipher, _, _) ->
          new Ask(
              port(port, cipher.largestPort()),
              time(time, text -> minutes(text, cipher.longestTime())));
      case KnockForm.Sequence(_, var spell) -> {
        refuse("sequence", time);
        if (spell == null) {
          port.ifPresent(item -> section.problems().add(item.keyPlace(), Fault.SPELL_MISSING));
          yield Ask.NOTHING;
        }
        yield new Ask(port(port, spell.largestPort()), null);
      }
      case KnockForm.Rolling _ -> {
        refuse("rolling", port);
        refuse("rolling", time);
        yield Ask.NOTHING;
      }
      case ClientKnock.Spa _ ->
          new Ask(port(port, LARGEST_PORT), time(time, ClientFile::timeOrNone));
      case ClientKnock.Fwknop _ -> {
        refuse("fwknop", port);
        yield new Ask(null, time(time, Forms::time));
      }
    };
  }

  private void refuse(String kind, Optional<Item> unfit) {
    unfit.ifPresent(
        item -> section.problems().add(item.keyPlace(), Fault.MISPLACED, item.name(), kind));
  }

  private static @Nullable Port port(Optional<Item> port, int largest) {
    return port.flatMap(item -> item.number(1, largest)).map(Port::tcp).orElse(null);
  }

  private static @Nullable Duration time(Optional<Item> time, Parser<Duration> parser) {
    return time.flatMap(item -> item.text(parser)).map(Placed::value).orElse(null);
  }

  /// A time, or `none` for no limit.
  private static Duration timeOrNone(String text) throws BadValue {
    return text.equals(NO_LIMIT) ? Ask.NO_LIMIT : Forms.time(text);
  }

  /// A time of whole minutes, or `none` for no limit.
  private static Duration minutes(String text, Duration longest) throws BadValue {
    if (text.equals(NO_LIMIT)) {
      return Ask.NO_LIMIT;
    }
    var time = Forms.time(MINUTE, longest).parse(text);
    if (time.toSecondsPart() != 0) {
      throw new BadValue("a knock asks for whole minutes, or none; not \"" + text + "\"");
    }
    return time;
  }

  /// The door that the knock itself speaks of.
  private static @Nullable Port usualDoor(ClientKnock knock, Ask ask) {
    return knock instanceof ClientKnock.Fwknop(_, _, var wants)
            && wants.getFirst() instanceof Wanted.Access(var port)
            && port.protocol() == Protocol.TCP
        ? port
        : ask.port();
  }

  private static Port door(String text) throws BadValue {
    var port = Port.parse(text);
    if (port.protocol() != Protocol.TCP) {
      throw new BadValue("only a tcp port answers, " + text + " does not");
    }
    return port;
  }

  private static Family family(String text) throws BadValue {
    return switch (text) {
      case "4" -> Family.IPV4;
      case "6" -> Family.IPV6;
      default -> throw new BadValue("the family is 4 or 6, not \"" + text + "\"");
    };
  }
}
