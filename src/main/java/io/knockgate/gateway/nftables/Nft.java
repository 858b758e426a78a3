package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// The `nft` command: loads and lists tables as text.
final class Nft {
  private static final Tool NFT = new Tool("nft", "nftables");
  private static final Tool UNSHARE = new Tool("unshare", "util-linux");

  /// Generous: 100,000 elements are loaded in some seconds.
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final LongConsumer started;

  /// @param started is told the process id of each `nft` that may change something
  Nft(LongConsumer started) {
    this.started = started;
  }

  /// Loads a script: all of it or nothing.
  ///
  /// @return the process that did
  int load(String script) throws GatewayException {
    var process = new AtomicLong();
    var result = run(NFT, List.of("-f", "-"), script, started.andThen(process::set));
    succeed("nft refused the table", result);
    return process.intValue();
  }

  /// Our table as nft lists it.
  String list() throws GatewayException {
    var arguments = List.of("-s", "list", "table", "inet", TableText.TABLE);
    return succeed("nft can't list the table", run(NFT, arguments, "", _ -> {}));
  }

  /// All tables of everybody as JSON, without the contents of sets.
  String ruleset() throws GatewayException {
    var arguments = List.of("-j", "-t", "list", "ruleset");
    return succeed("nft can't list the ruleset", run(NFT, arguments, "", _ -> {}));
  }

  /// Our table as nft would list it if this script were loaded, tried in a network namespace that
  /// ends with the trial; empty where no namespace can be had.
  Optional<String> listAsIfLoaded(String script) throws GatewayException {
    for (var namespace : List.of("-n", "-rn")) {
      // The shell's words are these and no others; the script comes as input.
      var trial = "nft -f - && exec nft -s list table inet " + TableText.TABLE;
      var arguments = new ArrayList<>(List.of(namespace, "sh", "-c", trial));
      var result = run(UNSHARE, arguments, script, _ -> {});
      if (result.exit() == 0) {
        return Optional.of(result.out());
      }
      if (!result.err().startsWith("unshare:")) {
        succeed("nft refused the table", result);
      }
    }
    return Optional.empty();
  }

  private static Tool.Result run(
      Tool tool, List<String> arguments, String input, LongConsumer started)
      throws GatewayException {
    try {
      return tool.run(arguments, input, LIMIT, started);
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  private static String succeed(String what, Tool.Result result) throws GatewayException {
    if (result.exit() == 0) {
      return result.out();
    }
    var complaint = result.err().lines().findFirst().orElse("exit code " + result.exit());
    throw new GatewayException(what + ": " + complaint);
  }
}
