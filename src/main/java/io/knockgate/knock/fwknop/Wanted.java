package io.knockgate.knock.fwknop;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an fwknop packet can ask for, as the operator writes it under `actions:` and a client under
/// `wants:`.
public sealed interface Wanted {
  /// The longest command, in characters: what fits a message beside the shortest address
  /// (MAX_SPA_MESSAGE_SIZE).
  int LONGEST_COMMAND = FwknopMessage.LONGEST_MESSAGE - "0.0.0.0,".length();

  /// `tcp/22`: access to a port of the gateway.
  record Access(Port port) implements Wanted {
    @Override
    public String toString() {
      return port.toString();
    }
  }

  /// `nat 10.20.0.5,22`: a forward to that host and port, whatever outside port the packet names.
  /// `tcp/2222 nat 10.20.0.5,22`: one that names this outside port.
  ///
  /// @param host as the client writes it after -N: an IPv4 address or a name
  record Nat(@Nullable Port outside, String host, int port) implements Wanted {
    @Override
    public String toString() {
      return from(outside) + "nat " + host + "," + port;
    }
  }

  /// `local-nat 22`: a port of the gateway by another outside port (--nat-local), whichever it is.
  /// `tcp/40000 local-nat 22`: by this one.
  record LocalNat(@Nullable Port outside, int port) implements Wanted {
    @Override
    public String toString() {
      return from(outside) + "local-nat " + port;
    }
  }

  /// `command backup`: what the client writes after -C, which is never run.
  record Command(String text) implements Wanted {
    @Override
    public String toString() {
      return "command " + text;
    }
  }

  private static String from(@Nullable Port outside) {
    return outside == null ? "" : outside + " ";
  }

  /// Reads what the operator wrote.
  static Wanted parse(String text) throws BadValue {
    var form =
        Pattern.compile("(?:(\\S+/\\S+) )?(?:(nat|local-nat) (\\S+))|command (.*)|(\\S+/\\S+)")
            .matcher(text);
    if (!form.matches()) {
      throw new BadValue(
          "what a packet asks for is written tcp/22, \"nat 10.20.0.5,22\", \"local-nat 22\" or \"command NAME\", not \"%s\""
              .formatted(text));
    }
    if (form.group(4) != null) {
      return command(form.group(4));
    }
    if (form.group(5) != null) {
      return new Access(Port.parse(form.group(5)));
    }
    var outside = form.group(1) == null ? null : Port.parse(form.group(1));
    if (form.group(2).equals("local-nat")) {
      return new LocalNat(outside, Port.number(form.group(3)));
    }
    var target = NatTarget.parse(form.group(3));
    return new Nat(outside, target.host(), target.port());
  }

  private static Command command(String text) throws BadValue {
    if (!FwknopMessage.PRINTABLE.matcher(text).matches() || text.length() > LONGEST_COMMAND) {
      throw new BadValue(
          "a command has 1 to %d characters of ASCII, as the client writes it after -C"
              .formatted(LONGEST_COMMAND));
    }
    return new Command(text);
  }
}
