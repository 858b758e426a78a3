package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.config.ClientSettings.Family;
import io.knockgate.knock.fwknop.Digest;
import io.knockgate.knock.fwknop.Mode;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.knock.spa.GatewayKey;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.secret.SecretReference.OfCredential;
import io.knockgate.secret.SecretReference.OfFile;
import io.knockgate.ssh.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientFileTest {
  private static final PortRange BYTES = new PortRange(745, 1000);

  static List<Path> fixtures() {
    return Fixtures.clients();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void everyProblemIsToldWithItsPlaceInOrder(Path fixture) throws IOException {
    var reading = ClientFile.read(fixture.resolve("nas.yaml"));

    assertThat(Fixtures.told(reading, fixture))
        .isEqualTo(Files.readString(fixture.resolve("expected.txt")));
    Fixtures.assertNamedFor(fixture, reading);
  }

  @Test
  void aSequenceIsReadAsWritten() {
    assertThat(read("sound.sequence"))
        .isEqualTo(
            new ClientSettings(
                "gateway.example.net",
                new KnockForm.Sequence(
                    List.of(
                        Port.tcp(2033),
                        Port.udp(3022),
                        Port.tcp(6712),
                        Port.tcp(4998),
                        Port.tcp(4113)),
                    null),
                Ask.NOTHING,
                Port.tcp(2222),
                Duration.ofMillis(100),
                5,
                Family.IPV6));
  }

  @Test
  void thePortThatIsSpelledIsTheDoor() {
    assertThat(read("sound.spell"))
        .isEqualTo(
            new ClientSettings(
                "203.0.113.1",
                new KnockForm.Sequence(
                    List.of(Port.tcp(1042), Port.tcp(1044), Port.tcp(1043), Port.tcp(1049)),
                    new KnockForm.Spell(new PortRange(1040, 1049), 5)),
                new Ask(Port.tcp(443), null),
                Port.tcp(443),
                ClientSettings.PACE,
                ClientSettings.TRIES,
                null));
  }

  @Test
  void anEncryptedKnockIsReadAsWritten() {
    assertThat(read("sound.encrypted"))
        .isEqualTo(
            new ClientSettings(
                "2001:db8::1",
                new KnockForm.Encrypted(
                    new KnockForm.ChaCha20Poly1305(),
                    BYTES,
                    new KnockForm.RawKey(
                        new OfFile(Path.of("/home/alice/.config/knockgate/nas.key")))),
                new Ask(Port.tcp(22), Duration.ofMinutes(90)),
                Port.tcp(2222),
                Duration.ofSeconds(1),
                ClientSettings.TRIES,
                null));
  }

  @Test
  void thePrototypesSettingsAreReadAsWritten() {
    var settings = read("sound.blowfish");
    assertThat(settings.knock())
        .isEqualTo(
            new KnockForm.Encrypted(
                new KnockForm.Blowfish(255, 0x0123456789abcdefL),
                BYTES,
                new KnockForm.Passphrase(new OfFile(Path.of("/home/alice/.phrase")))));
    assertThat(settings.ask()).isEqualTo(new Ask(null, Ask.NO_LIMIT));
    assertThat(settings.door()).isNull();
  }

  @Test
  void aRollingKnockIsReadAsWritten() {
    var settings = read("sound.rolling");
    assertThat(settings.knock())
        .isEqualTo(
            new KnockForm.Rolling(
                new PortRange(20000, 29999),
                5,
                Duration.ofSeconds(30),
                new OfCredential("rolling.key")));
    assertThat(settings.family()).isEqualTo(Family.IPV4);
  }

  @Test
  void aSinglePacketIsReadAsWritten() throws BadValue {
    var gateway = GatewayKey.parse("hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=");
    assertThat(read("sound.spa"))
        .isEqualTo(
            new ClientSettings(
                "gateway.example.net",
                new ClientKnock.Spa(
                    Port.udp(62201),
                    gateway,
                    new ClientKnock.PublicKey(
                        SshKey.parse(
                            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAmcD7AUuvPcdzTCswbmMN4ae5/jyGVIGK3NQwEekeVa")),
                    "open-asked"),
                new Ask(Port.tcp(443), Duration.ofSeconds(5415)),
                Port.tcp(443),
                ClientSettings.PACE,
                ClientSettings.TRIES,
                null));
    var settings = read("sound.identity");
    assertThat(settings.knock())
        .isEqualTo(
            new ClientKnock.Spa(
                Port.udp(62201),
                gateway,
                new ClientKnock.KeyFile(
                    Path.of(System.getProperty("user.home"), ".ssh", "id_ed25519")),
                null));
    assertThat(settings.ask()).isEqualTo(new Ask(null, Ask.NO_LIMIT));
    assertThat(settings.door()).isEqualTo(Port.tcp(2222));
  }

  @Test
  void aPacketOfFwknopIsReadAsWritten() throws BadValue {
    var directory = Path.of("/home/alice/.config/knockgate");
    var key = new OfFile(directory.resolve("phone.key"));
    var hmac = new OfFile(directory.resolve("phone.hmac"));
    assertThat(read("sound.fwknop"))
        .isEqualTo(
            new ClientSettings(
                "203.0.113.1",
                new ClientKnock.Fwknop(
                    Port.udp(62202),
                    new ClientKeys.Fwknop(
                        new KnockForm.RawKey(key),
                        new KnockForm.RawKey(hmac),
                        Digest.SHA3_256,
                        Mode.CBC),
                    List.of(new Wanted.Access(Port.tcp(22)), new Wanted.Access(Port.udp(53)))),
                new Ask(null, Duration.ofSeconds(30)),
                Port.tcp(22),
                ClientSettings.PACE,
                ClientSettings.TRIES,
                null));
    assertThat(read("sound.fwknop-nat").knock())
        .isEqualTo(
            new ClientKnock.Fwknop(
                Port.udp(62202),
                new ClientKeys.Fwknop(
                    new KnockForm.Passphrase(key),
                    new KnockForm.Passphrase(hmac),
                    Digest.SHA256,
                    Mode.CBC),
                List.of(Wanted.parse("nat 10.20.0.5,22"))));
  }

  private static ClientSettings read(String fixture) {
    var file = Fixtures.client(fixture).resolve("nas.yaml");
    return switch (ClientFile.read(file)) {
      case Reading.Sound(var settings, _) -> settings;
      case Reading.Faulty(var problems) -> throw new AssertionError(problems);
    };
  }
}
