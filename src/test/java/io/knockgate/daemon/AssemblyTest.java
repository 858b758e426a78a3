package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.Ask;
import io.knockgate.config.Configuration;
import io.knockgate.config.Reading;
import io.knockgate.config.Settings;
import io.knockgate.knock.Claim;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Wish;
import io.knockgate.knock.encrypted.Blowfish;
import io.knockgate.knock.encrypted.ChaCha20Poly1305;
import io.knockgate.knock.encrypted.Plaintext;
import io.knockgate.knock.sequence.Rolling;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import io.knockgate.replay.Mark;
import io.knockgate.secret.Secret;
import io.knockgate.secret.SecretException;
import io.knockgate.time.WallClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of knock, from what the operator wrote to what it claims.
class AssemblyTest {
  private static final Instant NOW = Instant.parse("2027-06-30T12:00:00Z");
  private static final WallClock CLOCK = nanos -> NOW.plusNanos(nanos);
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Address GATEWAY = Address.v4(0xcb007101);
  private static final PortRange BYTES = new PortRange(745, 1000);
  private static final Wish SSH = new Wish.Open("ssh");
  private static final String PHRASE = "no phrase of anybody's";

  @TempDir private Path directory;

  @BeforeEach
  void writeTheAction() throws IOException {
    var actions = Files.createDirectory(directory.resolve("actions"));
    Files.writeString(actions.resolve("ssh.yaml"), "open: {port: tcp/22}\nfor: 5m\n");
    write("phrase", PHRASE);
  }

  @Test
  void aStaticSequenceClaimsItsActionForNobodyInParticular() throws Exception {
    var methods = methods("nas: {sequence: [2033, udp/3022, 6712, 4998], action: ssh}");
    assertThat(knock(methods, ports("tcp/2033", "udp/3022", "tcp/6712", "tcp/4998")))
        .containsExactly(new Claim("nas", Claim.ANONYMOUS, SSH, SOURCE, Ask.NOTHING));
  }

  @Test
  void eachOneTimeSequenceHasAMarkOfItsOwn() throws Exception {
    write("tan.txt", "2033 3022 6712 4998\n8442 5120 3971 7206\n");
    var methods = methods("tan: {one-time: {file: tan.txt}, action: ssh}");
    var first = knock(methods, ports("tcp/2033", "tcp/3022", "tcp/6712", "tcp/4998"));
    var second = knock(methods, ports("tcp/8442", "tcp/5120", "tcp/3971", "tcp/7206"));
    assertThat(first).singleElement().extracting(Claim::mark).isInstanceOf(Mark.Once.class);
    assertThat(second).singleElement().extracting(Claim::mark).isInstanceOf(Mark.Once.class);
    assertThat(first.getFirst().mark()).isNotEqualTo(second.getFirst().mark());
  }

  @Test
  void aRollingKnockClaimsForItsClient() throws Exception {
    var methods =
        methods(
            "roll: {rolling: {client: alice, ports: 20000-29999, length: 5, period: 30s, secret: file:%s}, action: ssh}");
    var range = new PortRange(20000, 29999);
    var period = Duration.ofSeconds(30);
    var rolling = new Rolling("", "", range, 5, period, phrase(), period, SSH);
    long counter = rolling.counter(NOW);
    assertThat(knock(methods, rolling.ports(counter)))
        .containsExactly(
            new Claim(
                "roll",
                "alice",
                SSH,
                SOURCE,
                Ask.NOTHING,
                new Mark.Counter("roll", counter, Instant.ofEpochSecond((counter - 1) * 30))));
  }

  @Test
  void anEncryptedKnockClaimsWhatItSays() throws Exception {
    var methods =
        methods(
            "secret: {encrypted: {cipher: chacha20-poly1305, ports: 745-1000, passphrase: file:%s}, action: ssh}");
    var ask = new Ask(Port.tcp(22), Duration.ofMinutes(10));
    var text = new Plaintext(Plaintext.SENDER, ask, false);
    assertThat(knock(methods, ChaCha20Poly1305.ofPassphrase(phrase()).knock(text, NOW, 7, BYTES)))
        .containsExactly(
            new Claim(
                "secret",
                Claim.ANONYMOUS,
                SSH,
                SOURCE,
                ask,
                new Mark.Counter("secret", NOW.getEpochSecond(), NOW.minusSeconds(30))));
  }

  @Test
  void thePrototypesSettingsReachItsCipher() throws Exception {
    var methods =
        methods(
            """
            old: {encrypted: {cipher: blowfish, ports: 745-1000, passphrase: file:%s, checksum: 255, \
            iv: "0123456789abcdef", once-in: 1h}, admit: named, action: ssh}""");
    var other = Address.v4(0xc6336402);
    var text = new Plaintext(other, new Ask(Port.tcp(22), Ask.NO_LIMIT), false);
    var cipher = Blowfish.ofPassphrase(phrase(), 255, 0x0123456789abcdefL, Duration.ofHours(1));
    assertThat(knock(methods, cipher.knock(text, BYTES)))
        .singleElement()
        .satisfies(
            claim -> {
              assertThat(claim.source()).isEqualTo(other);
              assertThat(claim.mark())
                  .isInstanceOfSatisfying(
                      Mark.Once.class,
                      mark -> assertThat(mark.until()).isAfter(NOW.plus(Duration.ofHours(1))));
            });
  }

  @Test
  void aSecretThatCantBeHadIsToldWithTheKnocksName() throws Exception {
    var key = directory.resolve("phrase");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    var knock =
        "roll: {rolling: {client: alice, ports: 20000-29999, length: 5, period: 30s, secret: file:%s}, action: ssh}";
    assertThatThrownBy(() -> methods(knock))
        .isInstanceOf(SecretException.class)
        .hasMessageStartingWith("knock roll: file:" + key + ": others than its owner")
        .hasMessageNotContaining(PHRASE);
  }

  @Test
  void aKeyThatDoesNotFitIsNotTold() {
    var knock =
        "secret: {encrypted: {cipher: chacha20-poly1305, ports: 745-1000, key: file:%s}, action: ssh}";
    assertThatThrownBy(() -> methods(knock))
        .isInstanceOf(SecretException.class)
        .hasMessageStartingWith("knock secret: file:")
        .hasMessageNotContaining(PHRASE);
  }

  @Test
  void everyPortOfASequenceIsHeardAndNoneOfARangeBesidesWatch() throws Exception {
    write("tan.txt", "2033 udp/3022 6712 4998\n");
    var settings =
        settings(
            """
            tan: {one-time: {file: tan.txt}, action: ssh}
              nas: {sequence: [8442, udp/5120, 3971, 7206], action: ssh}
              secret: {encrypted: {cipher: chacha20-poly1305, ports: 745-1000, key: credential:key}, action: ssh}""");
    assertThat(Assembly.table(settings).heard())
        .containsExactlyInAnyOrderElementsOf(
            ports(
                "tcp/2033",
                "udp/3022",
                "tcp/6712",
                "tcp/4998",
                "tcp/8442",
                "udp/5120",
                "tcp/3971",
                "tcp/7206"));
  }

  private Secret phrase() {
    return new Secret(PHRASE.getBytes(StandardCharsets.UTF_8));
  }

  private List<KnockMethod> methods(String knock) throws IOException, SecretException {
    var secret = directory.resolve("phrase");
    return Methods.of(settings(knock.formatted(secret)), CLOCK, List.of());
  }

  private Settings settings(String knocks) throws IOException {
    var config =
        Files.writeString(
            directory.resolve("config.yaml"),
            """
            gateway: {wan: [wan0], guard: [tcp/22]}
            clients: {alice: {may: [ssh]}}
            knocks:
              %s
            """
                .formatted(knocks));
    return switch (Configuration.read(config)) {
      case Reading.Sound(var settings, _) -> settings;
      case Reading.Faulty(var problems) -> throw new AssertionError(problems);
    };
  }

  private void write(String name, String text) throws IOException {
    var file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static List<Port> ports(String... texts) throws BadValue {
    var ports = new ArrayList<Port>();
    for (var text : texts) {
      ports.add(Port.parse(text));
    }
    return ports;
  }

  /// What one knock a millisecond comes to.
  private static List<Claim> knock(List<KnockMethod> methods, List<Port> ports) {
    return IntStream.range(0, ports.size())
        .mapToObj(i -> packet(ports.get(i), i))
        .flatMap(packet -> methods.stream().map(method -> method.consider(packet)))
        .flatMap(
            recognition ->
                recognition instanceof Recognition.Complete(var claims)
                    ? claims.stream()
                    : List.<Claim>of().stream())
        .toList();
  }

  private static Packet packet(Port port, int number) {
    return new Packet(SOURCE, GATEWAY, 40000 + number, port, number + 1, number * 1_000_000L, 0);
  }
}
