package io.knockgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.knockgate.client.SigningException;
import io.knockgate.client.SigningKey;
import io.knockgate.client.User;
import io.knockgate.config.ClientFile;
import io.knockgate.config.ClientKnock;
import io.knockgate.config.ClientSettings;
import io.knockgate.config.Problem;
import io.knockgate.config.Reading;
import io.knockgate.control.Exit;
import io.knockgate.id.Name;
import io.knockgate.invite.Invitation;
import io.knockgate.net.BadValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `knockgate client join`
@Command(
    name = "join",
    description = "On the client's machine: keeps what `knockgate client add` printed.",
    mixinStandardHelpOptions = true)
final class ClientJoin implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "TOKEN|FILE|-",
      description = "knockgate:..., a file that holds that or the client's file, or - to read it")
  private String given = "";

  @Option(names = "--as", paramLabel = "NAME", description = "what to call the gateway")
  private @Nullable String as;

  @Option(names = "--force", description = "overwrite the file of that name")
  private boolean force;

  private final User user;

  ClientJoin() {
    this(User.current());
  }

  ClientJoin(User user) {
    this.user = user;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    try {
      var invitation = invitation();
      var file = user.clientFiles().resolve(invitation.name() + ".yaml");
      if (Files.exists(file) && !force) {
        throw new Failure(
            Exit.CONFIGURATION,
            file + " is there already: --as NAME calls this gateway otherwise, --force overwrites");
      }
      var settings = keep(invitation.file(), file);
      spec.commandLine().getOut().printf("%s is written%n", file);
      warnOfKey(settings.knock());
      tell(invitation.name(), settings);
      return Exit.OK.code();
    } catch (BadValue misread) {
      throw new Failure(Exit.USAGE, String.valueOf(misread.getMessage()));
    }
  }

  /// How it is used. Where no door is known, ssh would wait for one in vain.
  private void tell(String name, ClientSettings settings) {
    var out = spec.commandLine().getOut();
    var door = settings.door();
    if (door == null) {
      out.printf("%nto knock: knockgate knock %s%n", name);
    } else {
      out.printf("%nfor ~/.ssh/config:%n");
      out.print(Invitation.sshConfig(name, settings.host(), door));
    }
    out.flush();
  }

  private Invitation invitation() throws BadValue, Failure {
    if (as != null && !Name.isName(as)) {
      throw new BadValue("a name is at most 64 of a-z, 0-9 and -, not \"" + as + "\"");
    }
    var text = given.contains("knockgate:") ? given : read();
    if (text.strip().startsWith("knockgate:") || text.equals(given)) {
      var invitation = Invitation.parse(text.strip());
      return as == null ? invitation : new Invitation(as, invitation.file());
    }
    if (as == null) {
      throw new BadValue("what is the gateway to be called? Say --as NAME");
    }
    return new Invitation(as, text);
  }

  private String read() throws BadValue, Failure {
    if (given.isBlank()) {
      throw new BadValue("what is to be joined? Say knockgate:..., a file, or - to read it");
    }
    try {
      return given.equals("-")
          ? new String(System.in.readAllBytes(), UTF_8)
          : Files.readString(Path.of(given));
    } catch (IOException refused) {
      throw Failure.of(Path.of(given), refused);
    }
  }

  /// Writes the file for its owner alone, if there is no error in it. Until that is known it stands
  /// under its name in a directory of its own.
  private ClientSettings keep(String text, Path file) throws Failure {
    try {
      var home = file.resolveSibling(".").normalize();
      Files.createDirectories(home);
      var apart = Files.createTempDirectory(home, ".joining"); // for its owner alone
      var draft = apart.resolve(file.getFileName());
      try {
        Files.createFile(
            draft,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text);
        return switch (ClientFile.read(draft)) {
          case Reading.Sound(var settings, _) -> {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            yield settings;
          }
          case Reading.Faulty(var problems) ->
              throw new Failure(Exit.DATA, problems.stream().map(this::told).toList());
        };
      } finally {
        Files.deleteIfExists(draft);
        Files.delete(apart);
      }
    } catch (IOException refused) {
      throw Failure.of(file, refused);
    }
  }

  /// Where the problem is in what was given.
  private String told(Problem problem) {
    var what = given.contains("knockgate:") ? "the invitation" : given;
    return "knockgate: %s, line %d, is no client's file: %s"
        .formatted(what, Math.max(1, problem.place().line()), problem.what());
  }

  private void warnOfKey(ClientKnock knock) throws InterruptedException {
    if (knock instanceof ClientKnock.Spa spa) {
      var err = spec.commandLine().getErr();
      try {
        var key = SigningKey.of(spa.identity(), user);
        if (!key.hasPrivateFile() && !key.isInAgentOf(user)) {
          err.printf(
              "warning: the private half of %s is neither in ssh-agent nor in ~/.ssh%n", key);
        }
      } catch (SigningException unreadable) {
        err.println("warning: " + unreadable.getMessage());
      }
    }
  }
}
