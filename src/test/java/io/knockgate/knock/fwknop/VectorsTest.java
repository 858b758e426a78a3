package io.knockgate.knock.fwknop;

import static io.knockgate.knock.fwknop.Scene.CLIENT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.net.BadValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real packets of fwknop 2.6.10, those that it refuses itself included.
class VectorsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ((?:`\\w[\\w.+]*`(?:, )?)+) \\|[^|]*\\| (accepts|refuses) \\|");

  /// Everything that any of the vectors asks for.
  private static final Map<Wanted, String> ACTIONS =
      Stream.concat(
              Stream.of(
                  "tcp/22",
                  "udp/1194",
                  "tcp/443",
                  "nat 192.168.10.2,55000",
                  "nat 192.168.10.2,22",
                  "nat build01.internal,22",
                  "local-nat 22",
                  "command /usr/local/bin/backup.sh --full",
                  "command id",
                  "command " + "z".repeat(150),
                  "command " + "z".repeat(170),
                  "command " + "z".repeat(178),
                  "command " + "z".repeat(180)),
              Stream.iterate(10_000, port -> port < 10_012, port -> port + 1)
                  .map(port -> "tcp/" + port))
          .collect(Collectors.toMap(Scene::wanted, text -> "action"));

  static List<Vector> all() {
    return Vector.all();
  }

  static List<Vector> accepted() {
    return all().stream().filter(VectorsTest::isAccepted).toList();
  }

  private static Recognition considered(Vector vector) {
    var scene = new Scene(Admit.SENDER, ACTIONS, List.of(vector.key()));
    scene.at(vector.at());
    return scene.send(CLIENT, vector.packet());
  }

  private static boolean isAccepted(Vector vector) {
    return considered(vector) instanceof Complete;
  }

  @ParameterizedTest
  @MethodSource("all")
  void weAcceptWhatFwknopdAcceptsSaveWhereTheDecisionsSayOtherwise(Vector vector)
      throws IOException {
    var differences = differencesOfTheDocument();
    assertThat(isAccepted(vector))
        .as("%s: %s", vector, considered(vector))
        .isEqualTo(differences.getOrDefault(vector.name(), vector.fwknopdAccepts()));
  }

  @Test
  void theDecisionsNameNothingThatIsNoDifference() throws IOException {
    var differences = new TreeMap<String, Boolean>();
    for (var vector : all()) {
      if (isAccepted(vector) != vector.fwknopdAccepts()) {
        differences.put(vector.name(), isAccepted(vector));
      }
    }
    assertThat(differencesOfTheDocument()).isEqualTo(differences);
  }

  /// Vectors by name, and whether we accept them.
  private static Map<String, Boolean> differencesOfTheDocument() throws IOException {
    var differences = new TreeMap<String, Boolean>();
    ROW.matcher(Files.readString(Path.of("docs/decisions.md")))
        .results()
        .forEach(
            row -> {
              for (var name : row.group(1).replace("`", "").split(", ", -1)) {
                differences.put(name, row.group(2).equals("accepts"));
              }
            });
    return differences;
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void whatIsReadIsWhatTheClientSays(Vector vector) throws BadValue {
    var message = MessageReader.read(text(vector));
    var expected = expected(vector);
    assertThat(message.user()).isEqualTo(expected.get("username").getAsString());
    assertThat(message.at()).isEqualTo(vector.at());
    assertThat(message.version()).isEqualTo(expected.get("version").getAsString());
    assertThat(message.type()).isEqualTo(expected.get("message_type").getAsInt());
    var timeout = message.timeout();
    assertThat(timeout == null ? 0 : timeout.toSeconds())
        .isEqualTo(expected.get("client_timeout").getAsInt());
    assertThat(message.address() + "," + asked(message.asked()))
        .isEqualTo(
            expected.get("message").getAsString()
                + (expected.has("nat_access")
                    ? " to " + expected.get("nat_access").getAsString()
                    : ""));
  }

  private static String asked(Asked asked) {
    return switch (asked) {
      case Asked.Access(var ports) -> ports.toString().replaceAll("[\\[\\] ]", "");
      case Asked.Nat(var outside, var host, int port) ->
          outside.getFirst() + " to " + host + "," + port;
      case Asked.LocalNat(var outside, var gateway, int port) ->
          outside.getFirst() + " to " + gateway + "," + port;
      case Asked.Command(var text) -> text;
    };
  }

  private static JsonObject expected(Vector vector) {
    var expected = vector.expected();
    if (expected == null) {
      throw new AssertionError(vector + " is accepted, and nobody else can read it");
    }
    return expected;
  }

  private static String text(Vector vector) throws BadValue {
    return new String(FwknopPacket.open(vector.packet(), vector.key()), US_ASCII);
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void whatWeWriteIsWhatTheClientWrites(Vector vector) throws BadValue {
    var text = text(vector);
    var message = MessageReader.read(text);
    assertThat(fields(message.text())).isEqualTo(fields(text));
  }

  /// Without the digest, of which a client can choose the kind.
  private static String fields(String text) {
    return text.substring(0, text.lastIndexOf(':'));
  }
}
