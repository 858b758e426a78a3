package io.knockgate.e2e;

import static io.knockgate.lab.Lab.GATEWAY_V4;
import static io.knockgate.lab.Lab.GATEWAY_V6;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.knock.spa.GatewayKeyPair;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import io.knockgate.net.BadValue;
import io.knockgate.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Knockgate's own packet, signed with keys that a real ssh-agent holds or that lie in files, from
/// our own client to the running daemon.
@Tag("kernel")
class SignedKnockTest extends EndToEnd {
  private static final List<String> KINDS = List.of("ed25519", "ecdsa", "rsa");

  private Instant began = Instant.EPOCH;

  @Override
  String config() {
    try {
      Files.createDirectories(home());
      var clients = new StringBuilder();
      for (var kind : KINDS) {
        keygen(kind, kind);
        clients.append(
            "  %s: {key: %s, may: [ssh-to-nas, open-ssh, open-asked]}\n"
                .formatted(kind, publicKey(kind)));
      }
      keygen("ed25519", "gone");
      keygen("ed25519", "stranger");
      keygen("ed25519", "agent");
      clients.append(
          "  gone: {key: %s, may: [open-ssh], expires: 2026-01-01}\n".formatted(publicKey("gone")));
      clients.append("  alice: {key: %s, may: [ssh-to-nas]}\n".formatted(publicKey("agent")));
      return """
      gateway: {wan: [wan], guard: [tcp/22, tcp/443]}
      clients:
      %sknocks:
        signed: {spa: {udp: 62201}}
      """
          .formatted(clients);
    } catch (IOException | InterruptedException refused) {
      throw new AssertionError(refused);
    }
  }

  @Override
  String[] actions() {
    return new String[] {
      "open-ssh", "open: {port: tcp/22}\nfor: asked\nat-most: 1h\n",
      "open-asked", "open: {port: asked, among: [tcp/22, tcp/443]}\nfor: 10m\n",
      "ssh-to-nas",
          "forward: {port: tcp/2222, to: [\"10.20.0.5:22\", \"[fd00:20::5]:22\"]}\nfor: 10m\n"
    };
  }

  @BeforeEach
  void begin() {
    began = Instant.now();
  }

  @AfterAll
  void endAgent() throws Exception {
    lab.run(Place.CLIENT, "pkill", "-f", "ssh-agent -a " + agent());
  }

  private Path home() {
    return homes.resolve("signed");
  }

  private Path agent() {
    return home().resolve("agent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void aKeyFileOpensADoor(String kind) throws Exception {
    knock(file(kind, kind), "open-ssh");

    eventually(() -> opens(22));
    var granted = daemon.told("granted", "open-ssh");
    assertThat(granted.get("client").getAsString()).isEqualTo(kind);
    assertThat(granted.get("key").getAsString()).startsWith("SHA256:");
    assertThat(daemon.log()).contains("key=SHA256:");
  }

  @Test
  void sshGetsThroughToTheInternalHostByOneProxyCommand() throws Exception {
    startAgent();
    var nasFile = file("nas", "agent");

    for (var gateway : List.of(GATEWAY_V4, GATEWAY_V6)) {
      var proxy =
          "env SSH_AUTH_SOCK=%s ".formatted(agent())
              + String.join(
                  " ",
                  RunningDaemon.client(
                      file("nas-" + gateway.length(), "agent", gateway).toString(),
                      "--connect",
                      "[%h]:%p"));
      var there = nas.sshBy(proxy, gateway, 2222, "echo $WHO; head -c 3000000 /dev/zero | wc -c");
      assertThat(there.text()).isEqualTo("nas\n3000000\n");
      assertThat(nasFile).exists();
    }
  }

  @Test
  void theTimeAndThePortThatAreAskedForAreGranted() throws Exception {
    knock(file("rsa", "rsa"), "open-ssh", "--for", "90s");
    eventually(() -> daemon.leases().size() == 1);
    var lease = daemon.leases().get(0).getAsJsonObject();
    assertThat(
            Duration.between(
                Instant.parse(lease.get("opened").getAsString()),
                Instant.parse(lease.get("closes").getAsString())))
        .isBetween(Duration.ofSeconds(89), Duration.ofSeconds(91));

    knock(file("rsa", "rsa"), "open-asked", "--port", "443");
    eventually(() -> daemon.leases().toString().contains("tcp/443"));
  }

  @Test
  void aKnockMayClose() throws Exception {
    knock(file("ecdsa", "ecdsa"), "open-ssh");
    eventually(() -> daemon.leases().size() == 1);

    knock(file("ecdsa", "ecdsa"), "open-ssh", "--close");
    eventually(() -> daemon.leases().isEmpty());
  }

  @Test
  void aClientsOnlyActionNeedNotBeNamed() throws Exception {
    startAgent();
    lab.exec(
        Place.CLIENT,
        with("SSH_AUTH_SOCK=" + agent(), RunningDaemon.client(file("nas", "agent").toString())));

    eventually(() -> daemon.leases().size() == 1);
  }

  @Test
  void whatAClientMayNotHaveIsRefusedByName() throws Exception {
    startAgent();
    lab.exec(
        Place.CLIENT,
        with(
            "SSH_AUTH_SOCK=" + agent(),
            RunningDaemon.client(file("nas", "agent").toString(), "open-ssh")));

    var refused = refused();
    assertThat(refused.get("client").getAsString()).isEqualTo("alice");
    assertThat(refused.get("reason").getAsString()).contains("may not have open-ssh");
    assertThat(daemon.leases()).isEmpty();
  }

  @Test
  void anExpiredClientIsRefusedByName() throws Exception {
    knock(file("gone", "gone"), "open-ssh");

    assertThat(refused().get("reason").getAsString()).contains("expired");
  }

  @Test
  void aStrangersKeyIsCountedAndNotTold() throws Exception {
    long before = counted("unknown-key");
    knock(file("stranger", "stranger"), "open-ssh");

    eventually(() -> counted("unknown-key") > before);
    assertThat(daemon.leases()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-10m", "+10m"})
  void aClientWhoseClockIsWrongIsToldOnTheGateway(String offset) throws Exception {
    lab.exec(
        Place.CLIENT,
        with(
            "faketime",
            "-f",
            offset,
            RunningDaemon.client(file("rsa", "rsa").toString(), "open-ssh")));

    assertThat(refused().get("reason").getAsString()).contains("clock");
  }

  @Test
  void aPacketPlayedAgainIsNotHeardAgainEvenAfterAKill() throws Exception {
    var script =
        lab.exec(
            Place.CLIENT,
            RunningDaemon.client(file("rsa", "rsa").toString(), "open-ssh", "--print", "nc"));
    lab.exec(Place.CLIENT, "bash", "-c", script);
    eventually(() -> daemon.leases().size() == 1);
    closeAll();

    lab.exec(Place.CLIENT, "bash", "-c", script);
    daemon.kill();
    daemon.start();
    lab.exec(Place.CLIENT, "bash", "-c", script);
    assertThat(refused().get("reason").getAsString()).contains("already used");
    assertThat(daemon.leases()).isEmpty();
  }

  private void keygen(String kind, String name) throws IOException, InterruptedException {
    var file = home().resolve(name);
    Files.deleteIfExists(file);
    var process =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", kind, "-N", "", "-C", name, "-f", file.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private String publicKey(String name) throws IOException {
    return Files.readString(home().resolve(name + ".pub")).strip();
  }

  private void startAgent() throws Exception {
    if (Files.exists(agent())) {
      return;
    }
    lab.exec(Place.CLIENT, "ssh-agent", "-a", agent().toString());
    lab.exec(
        Place.CLIENT,
        with("SSH_AUTH_SOCK=" + agent(), "ssh-add", "-q", home().resolve("agent").toString()));
    Files.delete(home().resolve("agent")); // from now on the agent alone has it
  }

  private Path file(String name, String key) throws IOException, BadValue {
    return file(name, key, GATEWAY_V4);
  }

  /// The client's file, as `knockgate client add` would print it.
  private Path file(String name, String key, String gateway) throws IOException, BadValue {
    var secret = Files.readAllBytes(home("daemon").resolve("state/gateway.key"));
    var publicGateway = GatewayKeyPair.read(new Secret(secret)).publicKey();
    return Files.writeString(
        home().resolve(name + ".yaml"),
        """
        host: "%s"
        spa: {udp: 62201, gateway: %s}
        identity: %s
        """
            .formatted(
                gateway, publicGateway, home().resolve(key + (key.equals("agent") ? ".pub" : ""))));
  }

  private void knock(Path file, String... words) throws Exception {
    lab.exec(Place.CLIENT, RunningDaemon.client(file.toString(), words));
  }

  private static String[] with(String variable, String... command) {
    var words = new ArrayList<>(List.of("env", variable));
    words.addAll(List.of(command));
    return words.toArray(String[]::new);
  }

  private static String[] with(String program, String option, String value, String[] command) {
    var words = new ArrayList<>(List.of(program, option, value));
    words.addAll(List.of(command));
    return words.toArray(String[]::new);
  }

  /// The first refusal since the test began.
  private JsonObject refused() throws Exception {
    eventually(() -> !refusals().isEmpty());
    return refusals().getFirst();
  }

  private List<JsonObject> refusals() throws Exception {
    return daemon.history().asList().stream()
        .map(one -> one.getAsJsonObject())
        .filter(one -> one.get("event").getAsString().equals("refused"))
        .filter(one -> !Instant.parse(one.get("at").getAsString()).isBefore(began))
        .toList();
  }

  private long counted(String reason) throws Exception {
    return daemon
        .status()
        .getAsJsonObject("health")
        .getAsJsonObject("refused")
        .getAsJsonObject("signed")
        .get(reason)
        .getAsLong();
  }
}
