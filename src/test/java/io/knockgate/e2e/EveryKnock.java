package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.knockgate.lab.Lab.Output;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every kind of knock, sent by our own client from its file, and heard by one of the captures.
abstract class EveryKnock extends EndToEnd {
  private static final String[] CLIENT_FILES = {
    "spelled",
    """
    sequence: [1042, 1044, 1043, 1049]
    spell: {port: 1040-1049, digits: 5}
    port: 443
    """,
    "prototype",
    """
    encrypted: {cipher: blowfish, ports: 745-1000, passphrase: "file:%s/phrase"}
    port: 22
    time: 2m
    """,
    "sealed",
    """
    encrypted: {cipher: chacha20-poly1305, ports: 30000-30255, passphrase: "file:%s/phrase"}
    port: 22
    time: 2m
    """,
    "rolling",
    """
    rolling: {ports: 40000-49999, length: 5, period: 10m, secret: "file:%s/phrase"}
    """,
  };

  private Instant began = Instant.EPOCH;

  /// What is told of a knock is what came since.
  @BeforeEach
  void begin() {
    began = Instant.now();
  }

  /// The `capture:` of config.yaml.
  abstract String capture();

  @Override
  String config() {
    try {
      Files.createDirectories(home());
      secret("phrase", "open sesame, says Ali Baba\n");
      secret("once", "# one each\n52001 51002 53003 50004\n55001 udp/54002 56003 52004\n");
      for (int i = 0; i < CLIENT_FILES.length; i += 2) {
        Files.writeString(
            home().resolve(CLIENT_FILES[i] + ".yaml"),
            "host: %s\n".formatted(GATEWAY_V4) + CLIENT_FILES[i + 1].formatted(home()));
      }
    } catch (IOException refused) {
      throw new AssertionError(refused);
    }
    return """
    gateway: {wan: [wan], guard: [tcp/22, tcp/443]}
    capture: [%2$s]
    clients:
      alice: {may: [open-ssh]}
    knocks:
      fixed: {sequence: [2033, 3022, udp/6712, 4998], action: open-ssh}
      shut: {sequence: [4998, 6712, 2033, 3022], close: open-asked}
      spelled:
        sequence: [1042, 1044, 1043, 1049]
        spell: {port: 1040-1049, digits: 5}
        action: open-asked
      once: {one-time: {file: %1$s/once}, action: open-ssh}
      prototype:
        encrypted: {cipher: blowfish, ports: 745-1000, passphrase: "file:%1$s/phrase"}
        action: open-asked
      sealed:
        encrypted: {cipher: chacha20-poly1305, ports: 30000-30255, passphrase: "file:%1$s/phrase"}
        action: open-asked
      rolling:
        rolling:
          client: alice
          ports: 40000-49999
          length: 5
          period: 10m
          secret: file:%1$s/phrase
        action: open-ssh
    """
        .formatted(home(), capture());
  }

  @Override
  String[] actions() {
    return new String[] {
      "open-ssh",
      "open: {port: tcp/22}\nfor: 5m\n",
      "open-asked",
      "open: {port: asked, among: [tcp/22, tcp/443]}\nfor: asked\nat-most: 1h\n"
    };
  }

  private Path home() {
    return homes.resolve(getClass().getSimpleName());
  }

  private void secret(String name, String text) throws IOException {
    var file = Files.writeString(home().resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Output client(String file, String... options) throws Exception {
    var words = new ArrayList<>(List.of("--pace", "20"));
    words.addAll(List.of(options));
    return lab.run(
        Place.CLIENT,
        RunningDaemon.client(
            home().resolve(file + ".yaml").toString(), words.toArray(String[]::new)));
  }

  /// The ports of a knock that is to be sent more than once.
  private String[] ports(String file) throws Exception {
    return client(file, "--print").text().strip().split(" ");
  }

  void send(String... ports) throws Exception {
    lab.exec(Place.CLIENT, RunningDaemon.client(GATEWAY_V4, ports));
  }

  JsonObject told(String event, String knock) throws Exception {
    eventually(() -> find(event, knock).isPresent());
    return find(event, knock).orElseThrow();
  }

  private Optional<JsonObject> find(String event, String knock) throws Exception {
    return daemon.history().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(one -> !Instant.parse(one.get("at").getAsString()).isBefore(began))
        .filter(one -> one.get("event").getAsString().equals(event))
        .filter(one -> one.get("knock").equals(new JsonPrimitive(knock)))
        .findFirst();
  }

  @Test
  void aFixedSequence() throws Exception {
    send("2033", "3022", "udp/6712", "4998");
    assertThat(told("granted", "fixed").get("source").getAsString()).isEqualTo(CLIENT_V4);
  }

  @Test
  void aSequenceThatSpellsThePort() throws Exception {
    client("spelled");
    told("granted", "spelled");
    assertThat(daemon.leases().toString()).contains("tcp/443");

    client("spelled", "--port", "80");
    assertThat(told("refused", "spelled").get("reason").getAsString())
        .contains("tcp/80 was asked for, which is not among");
  }

  @Test
  void theEncryptedSequenceOfThePrototypeAndItsClose() throws Exception {
    client("prototype");
    told("granted", "prototype");
    client("prototype", "--close");
    assertThat(told("closed", "prototype").get("reason").getAsString())
        .isEqualTo("closed by a knock");
    client("prototype", "--admit", "203.0.113.9");
    assertThat(told("refused", "prototype").get("reason").getAsString())
        .contains("names another address");
  }

  @Test
  void itsSuccessorCountsOnce() throws Exception {
    var ports = ports("sealed");
    send(ports);
    send(ports);
    told("granted", "sealed");
    assertThat(told("refused", "sealed").get("reason").getAsString()).isEqualTo("already used");
  }

  @Test
  void aRollingSequenceProvesItsClientAndCountsOnce() throws Exception {
    var ports = ports("rolling");
    send(ports);
    send(ports);
    assertThat(told("granted", "rolling").get("client").getAsString()).isEqualTo("alice");
    assertThat(told("refused", "rolling").get("reason").getAsString()).isEqualTo("already used");
  }

  @Test
  void aSequenceOfAListCountsOnce() throws Exception {
    send("55001", "udp/54002", "56003", "52004");
    send("55001", "udp/54002", "56003", "52004");
    told("granted", "once");
    assertThat(told("refused", "once").get("reason").getAsString()).isEqualTo("already used");
  }
}
