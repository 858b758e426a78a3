package io.knockgate.cli;

import io.knockgate.action.Ask;
import io.knockgate.client.Composer;
import io.knockgate.client.Destination;
import io.knockgate.client.Knock;
import io.knockgate.client.Knocker;
import io.knockgate.client.Reached;
import io.knockgate.client.Relay;
import io.knockgate.client.Request;
import io.knockgate.client.SigningException;
import io.knockgate.client.Tool;
import io.knockgate.client.User;
import io.knockgate.config.ClientSettings;
import io.knockgate.config.KnockForm;
import io.knockgate.control.Exit;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.secret.SecretException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `knockgate knock`
@Command(
    name = "knock",
    description = {
      "Knocks at a gateway: on the ports that are named.",
      "Where none is, as ~/.config/knockgate/HOST.yaml says."
    },
    mixinStandardHelpOptions = true)
final class KnockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KnockOptions options;

  @Parameters(
      index = "0",
      paramLabel = "HOST",
      description = "the gateway; without ports, the name of a file, or its path")
  private String host = "";

  @Parameters(
      index = "1..*",
      paramLabel = "PORT|ACTION",
      description = {
        "a sequence: 7000 (tcp), tcp/7000, udp/7000;",
        "or, with a file, the action to ask for"
      })
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--wait",
      description = "wait until the door answers, and knock again while it does not")
  private boolean wait;

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT",
      description = {
        "knock, connect to there and relay, knocking again while it does not answer; for ssh:",
        "ProxyCommand knockgate knock --connect %%h:%%p NAME"
      })
  private @Nullable String connect;

  @Option(
      names = "--print",
      paramLabel = "TOOL",
      arity = "0..1",
      fallbackValue = "ports",
      description = {
        "send nothing; print what to run to knock with another tool: ports (the ports alone, or",
        "the datagram in base64), knock, nmap, nc, hping3, bash"
      })
  private @Nullable Tool tool;

  @Override
  public Integer call() throws Failure, InterruptedException {
    try {
      var user = User.current();
      boolean named = words.isEmpty() || (words.size() == 1 && !isPort(words.getFirst()));
      var settings = options.over(named ? KnockFile.of(host, user).settings() : sequence());
      var request = options.request(settings, named && !words.isEmpty() ? words.getFirst() : null);
      if (request.close() && (wait || connect != null)) {
        throw new BadValue("what is closed does not answer: leave out --wait and --connect");
      }
      var composer = Composer.of(settings, user);
      if (tool != null) {
        print(tool, settings, composer.compose(request, Instant.now()));
      } else if (connect != null) {
        relay(settings, composer, request, Destination.parse(connect));
      } else if (wait) {
        reach(Knocker.at(settings), door(settings), settings, composer, request).close();
      } else {
        Knocker.at(settings).knock(composer.compose(request, Instant.now()));
      }
      return Exit.OK.code();
    } catch (BadValue unsaid) {
      throw new Failure(Exit.USAGE, String.valueOf(unsaid.getMessage()));
    } catch (SecretException | SigningException missing) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(missing.getMessage()));
    } catch (IOException refused) {
      throw new Failure(Exit.IO, String.valueOf(refused.getMessage()));
    }
  }

  /// An action's name is no number to us, though the operator may give it one.
  private static boolean isPort(String word) {
    return word.indexOf('/') >= 0 || word.chars().allMatch(Character::isDigit);
  }

  private ClientSettings sequence() throws BadValue {
    if (host.isEmpty() || host.chars().allMatch(Character::isDigit)) {
      throw new BadValue("the gateway comes before the ports: knockgate knock HOST PORT...");
    }
    var sequence = new ArrayList<Port>();
    for (var word : words) {
      sequence.add(word.indexOf('/') < 0 ? Port.tcp(Port.number(word)) : Port.parse(word));
    }
    return new ClientSettings(
        host,
        new KnockForm.Sequence(sequence, null),
        Ask.NOTHING,
        null,
        ClientSettings.PACE,
        ClientSettings.TRIES,
        null);
  }

  private static Destination door(ClientSettings settings) throws BadValue {
    var door = settings.door();
    if (door == null) {
      throw new BadValue("which port is to answer? Say --door PORT, or write `door:` in the file");
    }
    return new Destination(settings.host(), door.number());
  }

  private Socket reach(
      Knocker knocker,
      Destination door,
      ClientSettings settings,
      Composer composer,
      Request request)
      throws BadValue, SigningException, IOException, InterruptedException, Failure {
    boolean itself = door.host().equals(settings.host()) || door.host().equals(host);
    var at = itself ? knocker.gateway() : knocker.beside(door.host());
    var address = new InetSocketAddress(at, door.port());
    return switch (knocker.reach(address, settings.tries(), composer, request)) {
      case Reached.Open(var connection) -> connection;
      case Reached.Shut(var answer) ->
          throw new Failure(Exit.UNAVAILABLE, unreached(door, settings, answer));
    };
  }

  /// From outside nobody can tell why a door stays shut; the gateway can.
  private static String unreached(Destination at, ClientSettings settings, String answer) {
    var door = settings.door();
    return "%s %s after %s; %s%s"
        .formatted(
            at,
            answer.isEmpty() ? "does not answer" : "can't be reached (" + answer + ")",
            settings.tries() == 1 ? "1 knock" : settings.tries() + " knocks",
            door == null || door.number() == at.port()
                ? ""
                : "the file says that the knock opens %s; ".formatted(door),
            answer.isEmpty()
                ? "ask the gateway why: knockgate history; a knock that it does not tell of was not heard, or proved nobody"
                : "nothing listens there, or the knock opened nothing; ask the gateway: knockgate history");
  }

  private void relay(
      ClientSettings settings, Composer composer, Request request, Destination destination)
      throws BadValue, SigningException, IOException, InterruptedException, Failure {
    var connection = reach(Knocker.at(settings), destination, settings, composer, request);
    new Relay(connection)
        .run(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
  }

  private void print(Tool tool, ClientSettings settings, Knock knock) throws IOException, BadValue {
    boolean v6 = Knocker.at(settings).gateway() instanceof Inet6Address;
    tool.lines(settings.host(), v6, knock).forEach(spec.commandLine().getOut()::println);
  }
}
