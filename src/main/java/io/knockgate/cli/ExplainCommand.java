package io.knockgate.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.pcap.PcapFile;
import io.knockgate.control.Exit;
import io.knockgate.daemon.Explanation;
import io.knockgate.secret.SecretException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `knockgate explain`
@Command(
    name = "explain",
    description = {
      "Why the knocks in a capture would be granted or not, by the configuration as it is now and by"
          + " the capture's clock. Needs no daemon and no root, and opens nothing.",
      "A capture does not tell on which interface a packet came in or whether it was for this"
          + " gateway, so all packets to knock ports and to those under `watch` count. Leases are not"
          + " looked at."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "FILE.pcap", description = "what tcpdump wrote: pcap or pcapng")
  private Path file = Path.of("");

  @Option(names = "--json", description = "one JSON list")
  private boolean json;

  @Override
  public Integer call() throws Failure {
    var explanation = explanation();
    try {
      file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
      PcapFile.read(file, explanation::hear);
    } catch (IOException refused) {
      throw Failure.of(file, refused);
    } catch (CaptureException damaged) {
      var _ = print(explanation); // what came before the damage counts
      throw new Failure(Exit.DATA, String.valueOf(damaged.getMessage()));
    }
    if (print(explanation) == 0) {
      spec.commandLine()
          .getErr()
          .printf("%s: no knock in %d packets to watched ports%n", file, explanation.packets());
    }
    return Exit.OK.code();
  }

  private Explanation explanation() throws Failure {
    try {
      return new Explanation(config.settings());
    } catch (SecretException missing) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(missing.getMessage()));
    }
  }

  /// Says what was found, and returns how much that is.
  private int print(Explanation explanation) {
    explanation.end();
    var findings = explanation.findings();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(findings);
    } else {
      print(findings, out);
    }
    if (explanation.leftOut() > 0) {
      spec.commandLine()
          .getErr()
          .printf("%s: %d more, the earliest, are left out%n", file, explanation.leftOut());
    }
    return findings.size();
  }

  private static void print(JsonArray findings, PrintWriter out) {
    findings.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .collect(
            Collectors.groupingBy(
                finding -> text(finding, "source"), LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (source, its) -> {
              out.println(source);
              its.forEach(finding -> out.println("  " + line(finding)));
            });
  }

  private static String line(JsonObject finding) {
    return Stream.of("at", "knock", "verdict", "action", "client", "reason")
        .map(key -> text(finding, key))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("  "));
  }

  private static String text(JsonObject finding, String key) {
    return finding.get(key).getAsString();
  }
}
