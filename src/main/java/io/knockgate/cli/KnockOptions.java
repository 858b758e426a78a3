package io.knockgate.cli;

import io.knockgate.action.Ask;
import io.knockgate.client.Request;
import io.knockgate.config.ClientSettings;
import io.knockgate.config.ClientSettings.Family;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.time.Span;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `knock` takes from the command line in place of the file.
final class KnockOptions {
  private static final String NO_LIMIT = "none";

  @Option(names = "--port", paramLabel = "PORT", description = "the TCP port to ask for")
  private @Nullable String port;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "how long to ask for: 10m, 4h, or none for no limit")
  private @Nullable String time;

  @Option(names = "--close", description = "ask to close")
  private boolean close;

  @Option(
      names = "--admit",
      paramLabel = "ADDRESS",
      description = "whom to admit, if not the sender")
  private @Nullable String admit;

  @Option(
      names = "--door",
      paramLabel = "PORT",
      description = "with --wait: the TCP port that is to answer")
  private @Nullable String door;

  @Option(
      names = "--tries",
      paramLabel = "N",
      description = "with --wait: how often to knock at most (default: 3)")
  private @Nullable Integer tries;

  @Option(
      names = "--pace",
      paramLabel = "MS",
      description = "milliseconds from one packet to the next (default: 20)")
  private @Nullable Integer pace;

  @Option(names = "-4", description = "knock by IPv4")
  private boolean four;

  @Option(names = "-6", description = "knock by IPv6")
  private boolean six;

  /// The file's settings, with these over them.
  ClientSettings over(ClientSettings file) throws BadValue {
    return new ClientSettings(
        file.host(),
        file.knock(),
        new Ask(
            port == null ? file.ask().port() : Port.tcp(Port.number(port)),
            time == null ? file.ask().time() : time(time)),
        door(file),
        pace == null ? file.pace() : Duration.ofMillis(within("--pace", pace, 10_000)),
        tries == null ? file.tries() : within("--tries", tries, 100),
        four ? Family.IPV4 : six ? Family.IPV6 : file.family());
  }

  /// Where nobody says which door it is, it is the port that is asked for.
  private @Nullable Port door(ClientSettings file) throws BadValue {
    if (door != null) {
      return Port.tcp(Port.number(door));
    }
    boolean unsaid = file.door() == null || file.door().equals(file.ask().port());
    return port != null && unsaid ? Port.tcp(Port.number(port)) : file.door();
  }

  /// What is wanted of the knock.
  ///
  /// @param action null where none is named
  Request request(ClientSettings settings, @Nullable String action) throws BadValue {
    return new Request(action, settings.ask(), close, admit == null ? null : Address.parse(admit));
  }

  private static int within(String option, int number, int most) throws BadValue {
    if (number < 1 || number > most) {
      throw new BadValue("%s is 1 to %d, not %d".formatted(option, most, number));
    }
    return number;
  }

  private static Duration time(String text) throws BadValue {
    return text.equals(NO_LIMIT)
        ? Ask.NO_LIMIT
        : Span.parse(text)
            .orElseThrow(
                () -> new BadValue("a time is written 10m or 4h, or none; not \"" + text + "\""));
  }
}
