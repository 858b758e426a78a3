package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The stock fwknop client against the running daemon: who has it changes the server alone.
@Tag("kernel")
class FwknopClientTest extends EndToEnd {
  private static final List<String> DIGESTS =
      List.of("MD5", "SHA1", "SHA256", "SHA384", "SHA512", "SHA3_256", "SHA3_512");
  private static final String KEY = base64("0123456789abcdef0123456789abcdef");
  private static final String HMAC_KEY = base64("fedcba9876543210fedcba9876543210");

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Override
  String config() {
    try {
      Files.createDirectories(home());
      secret("key", KEY);
      secret("hmac", HMAC_KEY);
      secret("phrase", "open sesame");
      secret("hmac-phrase", "says Ali Baba");
      var clients = new StringBuilder();
      for (var digest : DIGESTS) {
        var name = digest.toLowerCase(Locale.ROOT).replace('_', '-');
        secret("key-" + name, base64("the key of " + name));
        secret("hmac-" + name, base64("the HMAC key of " + name));
        clients.append(
            """
              %2$s:
                fwknop: {key: "file:%1$s/key-%2$s", hmac-key: "file:%1$s/hmac-%2$s", hmac: %2$s}
                may: [open-ssh]
            """
                .formatted(home(), name));
      }
      return """
      gateway: {wan: [wan], guard: [tcp/22, tcp/443]}
      clients:
        phone:
          fwknop: {key: "file:%1$s/key", hmac-key: "file:%1$s/hmac"}
          may: [open-ssh, open-web, ssh-to-nas, backup]
        talker:
          fwknop: {passphrase: "file:%1$s/phrase", hmac-passphrase: "file:%1$s/hmac-phrase"}
          may: [open-ssh]
          from: [%3$s/32]
      %2$sknocks:
        phones:
          fwknop:
            udp: 62201
            actions:
              tcp/22: open-ssh
              tcp/443: open-web
              nat 10.20.0.5,22: ssh-to-nas
              local-nat 22: open-ssh
              command backup: backup
      """
          .formatted(home(), clients, CLIENT_V4);
    } catch (IOException refused) {
      throw new AssertionError(refused);
    }
  }

  @Override
  String[] actions() {
    return new String[] {
      "open-ssh", "open: {port: tcp/22}\nfor: asked\nat-most: 1h\n",
      "open-web", "open: {port: tcp/443}\nfor: 10m\n",
      "ssh-to-nas", "forward: {port: tcp/2222, to: 10.20.0.5:22}\nfor: 10m\n",
      "backup", "run: {command: [/bin/echo, backed, up, for, \"{client}\"], timeout: 1m}\n"
    };
  }

  private Path home() {
    return homes.resolve("fwknop");
  }

  private void secret(String name, String text) throws IOException {
    var file = home().resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void accessToAPortOpensItForTheSender() throws Exception {
    fwknop("-A", "tcp/22", "-s");

    var granted = daemon.told("granted", "open-ssh");
    assertThat(granted.get("client").getAsString()).isEqualTo("phone");
    assertThat(granted.get("key").getAsString()).isEqualTo("fwknop");
    assertThat(granted.get("source").getAsString()).isEqualTo(CLIENT_V4);
    eventually(() -> opens(22));
    assertThat(opens(443)).isFalse();
  }

  @Test
  void theSendersOwnAddressMayBeNamed() throws Exception {
    fwknop("-A", "tcp/22", "-a", CLIENT_V4);

    eventually(() -> opens(22));
  }

  @Test
  void anotherAddressIsRefused() throws Exception {
    fwknop("-A", "tcp/22", "-a", "198.51.100.77");

    assertThat(daemon.told("refused", "open-ssh").get("client").getAsString()).isEqualTo("phone");
    assertThat(daemon.leases()).isEmpty();
  }

  @Test
  void severalPortsAreSeveralActions() throws Exception {
    fwknop("-A", "tcp/22,tcp/443", "-s");

    eventually(() -> daemon.leases().size() == 2);
    assertThat(daemon.leases().toString()).contains("tcp/22", "tcp/443");
    eventually(() -> opens(22));
  }

  @Test
  void ofSeveralPortsNoneOpensWhereOneIsNotWritten() throws Exception {
    var began = Instant.now();
    fwknop("-A", "tcp/443,tcp/25", "-s");

    eventually(() -> refusals(began).stream().anyMatch(reason -> reason.contains("tcp/25")));
    assertThat(daemon.leases()).isEmpty();
  }

  @Test
  void natAccessForwardsToTheInternalSshd() throws Exception {
    fwknop("-A", "tcp/2222", "-N", "10.20.0.5:22", "-s");

    eventually(() -> daemon.leases().size() == 1);
    assertThat(nas.ssh(CLIENT_V4, GATEWAY_V4, 2222, "echo $WHO").text()).isEqualTo("nas\n");
  }

  @Test
  void natAccessToAnotherHostIsRefused() throws Exception {
    var began = Instant.now();
    fwknop("-A", "tcp/2222", "-N", "10.20.0.6:22", "-s");

    eventually(() -> refusals(began).stream().anyMatch(reason -> reason.contains("10.20.0.6")));
    assertThat(daemon.leases()).isEmpty();
  }

  @Test
  void theTimeThatIsAskedForIsGranted() throws Exception {
    fwknop("-A", "tcp/22", "-s", "-f", "90");

    eventually(() -> daemon.leases().size() == 1);
    assertThat(granted()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aTimeThatIsTooLongIsCut() throws Exception {
    fwknop("-A", "tcp/22", "-s", "-f", "60000");

    eventually(() -> daemon.leases().size() == 1);
    assertThat(granted()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void localNatOpensThePort() throws Exception {
    fwknop("-A", "tcp/22", "--nat-local", "-s");

    eventually(() -> opens(22));
  }

  @Test
  void aCommandsNameStandsForAnAction() throws Exception {
    fwknop("-C", "backup", "-s");

    eventually(
        () ->
            daemon.history().asList().stream()
                .map(one -> one.getAsJsonObject())
                .anyMatch(
                    one ->
                        one.get("event").getAsString().equals("job")
                            && one.get("output").toString().contains("backed up for phone")));
  }

  @Test
  void anotherCommandIsNeverRun() throws Exception {
    var began = Instant.now();
    var trace = home().resolve("trace");
    fwknop("-C", "touch " + trace, "-s");

    eventually(() -> !refusals(began).isEmpty());
    assertThat(trace).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA1", "SHA256", "SHA384", "SHA512", "SHA3_256", "SHA3_512"})
  void everyHmacDigestIsHeard(String digest) throws Exception {
    var name = digest.toLowerCase(Locale.ROOT).replace('_', '-');
    send(
        GATEWAY_V4,
        "--key-base64-rijndael",
        base64("the key of " + name),
        "--key-base64-hmac",
        base64("the HMAC key of " + name),
        "--hmac-digest-type",
        digest,
        "-A",
        "tcp/22",
        "-s");

    eventually(() -> daemon.leases().size() == 1);
    assertThat(daemon.told("granted", "open-ssh").get("client").getAsString()).isEqualTo(name);
  }

  @Test
  void passphrasesAreHeard() throws Exception {
    send(
        GATEWAY_V4,
        "--key-rijndael",
        "open sesame",
        "--key-hmac",
        "says Ali Baba",
        "-A",
        "tcp/22",
        "-s");

    eventually(() -> daemon.leases().size() == 1);
    assertThat(daemon.told("granted", "open-ssh").get("client").getAsString()).isEqualTo("talker");
  }

  @Test
  void aWrongKeyAndAWrongHmacAreCountedAndNotTold() throws Exception {
    int told = daemon.history().size();
    long before = counted("hmac");
    send(
        GATEWAY_V4,
        "--key-base64-rijndael",
        KEY,
        "--key-base64-hmac",
        base64("none of ours"),
        "-A",
        "tcp/22",
        "-s");

    eventually(() -> counted("hmac") > before);
    assertThat(daemon.history()).hasSize(told);
    assertThat(daemon.leases()).isEmpty();
  }

  @Test
  void aPacketPlayedAgainIsNotHeardAgainNeitherNowNorAfterAKill() throws Exception {
    var packet = home().resolve("packet");
    Files.deleteIfExists(packet);
    fwknop("-A", "tcp/22", "-s", "-B", packet.toString());
    eventually(() -> daemon.leases().size() == 1);
    closeAll();

    replay(packet);
    fwknop("-A", "tcp/443", "-s");
    eventually(() -> daemon.leases().size() == 1);
    closeAll();
    daemon.kill();
    daemon.start();
    replay(packet);
    var began = Instant.now();
    eventually(() -> refusals(began.minusSeconds(60)).contains("already used"));
    assertThat(daemon.leases()).isEmpty();
  }

  @Test
  void staleAndFutureTimesAreRefused() throws Exception {
    for (var offset : List.of("--time-offset-minus", "--time-offset-plus")) {
      var began = Instant.now();
      fwknop("-A", "tcp/22", "-s", offset, "10M");
      eventually(() -> refusals(began).stream().anyMatch(reason -> reason.contains("clock")));
    }
    assertThat(daemon.leases()).isEmpty();
  }

  /// Sends the packet that the client saved, from here.
  private void replay(Path packet) throws Exception {
    lab.exec(
        Place.CLIENT,
        "bash",
        "-c",
        "tr -d '\\n' <%s | nc -u -q 0 -w 1 %s 62201".formatted(packet, GATEWAY_V4));
  }

  private void fwknop(String... options) throws Exception {
    var words =
        new ArrayList<>(List.of("--key-base64-rijndael", KEY, "--key-base64-hmac", HMAC_KEY));
    words.addAll(List.of(options));
    send(GATEWAY_V4, words.toArray(String[]::new));
  }

  private void send(String gateway, String... options) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                "env",
                "HOME=" + home(),
                "fwknop",
                "--no-home-dir",
                "--no-rc-file",
                "-E",
                "/dev/null",
                "-D",
                gateway,
                "--use-hmac"));
    command.addAll(List.of(options));
    lab.exec(Place.CLIENT, command.toArray(String[]::new));
  }

  private List<String> refusals(Instant since) throws Exception {
    return daemon.history().asList().stream()
        .map(one -> one.getAsJsonObject())
        .filter(one -> one.get("event").getAsString().equals("refused"))
        .filter(one -> !Instant.parse(one.get("at").getAsString()).isBefore(since))
        .map(one -> one.get("reason").getAsString())
        .toList();
  }

  private Duration granted() throws Exception {
    var lease = daemon.leases().get(0).getAsJsonObject();
    return Duration.ofSeconds(
        Math.round(
            Duration.between(
                        Instant.parse(lease.get("opened").getAsString()),
                        Instant.parse(lease.get("closes").getAsString()))
                    .toMillis()
                / 1000.0));
  }

  private long counted(String reason) throws Exception {
    return daemon
        .status()
        .getAsJsonObject("health")
        .getAsJsonObject("refused")
        .getAsJsonObject("phones")
        .get(reason)
        .getAsLong();
  }
}
