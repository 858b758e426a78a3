package io.knockgate.cli;

import io.knockgate.config.ClientEntry;
import io.knockgate.config.ClientFile;
import io.knockgate.config.Settings;
import io.knockgate.control.Exit;
import io.knockgate.invite.QrText;
import io.knockgate.net.BadValue;
import io.knockgate.secret.SecretException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `knockgate client add`
@Command(
    name = "add",
    description = "On the gateway: adds a client, and prints what the person needs to knock.",
    mixinStandardHelpOptions = true)
final class ClientAdd implements Callable<Integer> {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(index = "0", paramLabel = "NAME", description = "the client, such as alice")
  private String name = "";

  @ArgGroup(multiplicity = "1")
  private Proof proof = new Proof();

  @Option(
      names = "--may",
      paramLabel = "ACTION",
      split = ",",
      description = "what the client may have; again for each, or with commas, the usual one first")
  private List<String> may = new ArrayList<>();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "the gateway's name or address on the internet (default: this machine's name)")
  private @Nullable String host;

  @Option(names = "--from", paramLabel = "PREFIX", description = "where the client knocks from")
  private List<String> from = new ArrayList<>();

  @Option(names = "--expires", paramLabel = "DAY", description = "the last day: 2027-06-30")
  private @Nullable String expires;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write the client's file there too; it must be new")
  private @Nullable Path copy;

  /// What the client proves itself with.
  static final class Proof {
    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "a public key, as in authorized_keys")
    private @Nullable String key;

    @Option(names = "--key-file", paramLabel = "FILE", description = "the file of one")
    private @Nullable Path keyFile;

    @Option(names = "--fwknop", description = "two new keys for a client of fwknop")
    private boolean fwknop;
  }

  @Override
  public Integer call() throws Failure {
    try {
      var settings = config.settings();
      var terms = terms(settings);
      var at = host();
      add(
          terms,
          proof.fwknop
              ? new FwknopEnrolment(settings, terms, at)
              : new KeyEnrolment(settings, terms, at, keyLine(), this::warn));
      if (at.indexOf('.') < 0 && at.indexOf(':') < 0) {
        warn(
            "warning: clients look for \"%s\", which is no name of the internet: --host says another"
                .formatted(at));
      }
      return Exit.OK.code();
    } catch (BadValue misread) {
      throw new Failure(Exit.USAGE, String.valueOf(misread.getMessage()));
    } catch (SecretException refused) {
      throw new Failure(Exit.NO_PERMISSION, String.valueOf(refused.getMessage()));
    }
  }

  private ClientEntry.Terms terms(Settings settings) throws BadValue {
    var actions = String.join(", ", new TreeSet<>(settings.actions().keySet()));
    if (may.isEmpty()) {
      throw new BadValue(
          "say what %s may have, with --may; there are: %s".formatted(name, actions));
    }
    for (var action : may) {
      if (!settings.actions().containsKey(action)) {
        throw new BadValue("there is no action %s; there are: %s".formatted(action, actions));
      }
    }
    if (settings.clients().containsKey(name)) {
      throw new BadValue(
          "there is a client %s already: change its entry in %s, or take it out first"
              .formatted(name, config.file()));
    }
    return ClientEntry.Terms.parse(name, may, from, expires);
  }

  /// What clients will look for.
  private String host() throws BadValue, Failure {
    var name = host == null ? read(HOST_NAME) : host;
    try {
      return ClientFile.host(name);
    } catch (BadValue bad) {
      throw new BadValue("--host is a name or an address, and no port: " + bad.getMessage());
    }
  }

  private String keyLine() throws Failure {
    return proof.keyFile == null
        ? Objects.requireNonNull(proof.key) // one of the three is there: multiplicity
        : read(proof.keyFile);
  }

  private static String read(Path file) throws Failure {
    try {
      return Files.readString(file).strip();
    } catch (IOException refused) {
      throw Failure.of(file, refused);
    }
  }

  /// First what can be refused, then the keys, the configuration last.
  private void add(ClientEntry.Terms terms, Enrolment enrolment)
      throws BadValue, SecretException, Failure {
    var entry = new ClientEntry(terms, enrolment.proof());
    try (var kept = copy == null ? null : new NewFile(copy);
        var edit = new ConfigEdit(config.file(), entry, this::warn)) {
      var handout = enrolment.prepare();
      if (kept != null) {
        kept.write(handout.copy());
      }
      report(edit.keep(), entry);
      if (kept != null) {
        kept.keep();
      }
      show(handout);
    } catch (BadValue | SecretException | Failure refused) {
      enrolment.undo();
      throw refused;
    }
  }

  private void warn(String line) {
    spec.commandLine().getErr().println(line);
  }

  private void report(boolean written, ClientEntry entry) {
    var err = spec.commandLine().getErr();
    if (written) {
      err.printf("%s is in %s; `knockgate reload` puts it in force%n", name, config.file());
    } else {
      err.printf(
          "%s is a link, or its clients stand in braces, so that it is left to you. Write this under `clients:`, and then `knockgate reload`:%n%n",
          config.file());
      entry.lines().forEach(line -> err.println("  " + line));
    }
  }

  private void show(Enrolment.Handout handout) {
    var out = spec.commandLine().getOut();
    handout.text().forEach(out::println);
    QrText.of(handout.word())
        .ifPresent(
            code -> {
              out.println();
              out.println(code);
            });
  }
}
