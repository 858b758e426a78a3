package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.Admit;
import io.knockgate.knock.fwknop.Digest;
import io.knockgate.knock.fwknop.Mode;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.secret.SecretReference.OfCredential;
import io.knockgate.secret.SecretReference.OfFile;
import io.knockgate.ssh.SshKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What the gateway's side of single packets is read as.
class SinglePacketsTest {
  private static final Settings SETTINGS = read("sound.kinds");

  @Test
  void theKnocksAreReadAsWritten() throws BadValue {
    var packets = SETTINGS.knocks().stream().filter(knock -> knock.wish() == null).toList();
    assertThat(packets)
        .containsExactly(
            new KnockSetting(
                "signed",
                new KnockSetting.Spa(
                    Port.udp(62201),
                    new OfCredential("gateway.key"),
                    Admit.NAMED,
                    Duration.ofMinutes(5)),
                Duration.ZERO,
                null),
            new KnockSetting(
                "phones",
                new KnockSetting.Fwknop(
                    Port.udp(62202),
                    Map.of(
                        Wanted.parse("tcp/22"), "open-ssh",
                        Wanted.parse("tcp/443"), "open-asked",
                        Wanted.parse("nat 10.20.0.5,22"), "open-ssh",
                        Wanted.parse("local-nat 22"), "open-ssh",
                        Wanted.parse("command backup"), "open-ssh"),
                    Admit.SENDER,
                    Duration.ofMinutes(1)),
                Duration.ZERO,
                null));
  }

  @Test
  void whatIsNotWrittenIsUsual() {
    assertThat(read("sound.socket").knocks())
        .extracting(KnockSetting::kind)
        .containsExactly(
            new KnockSetting.Spa(Port.udp(62201), null, Admit.SENDER, Duration.ofMinutes(1)));
  }

  @Test
  void theKeysOfClientsAreReadAsWritten() throws BadValue {
    var keys = SETTINGS.keys();
    assertThat(keys).containsOnlyKeys("bob", "carol", "phone");
    assertThat(of(keys, "bob").ssh())
        .containsExactly(
            SshKey.parse(
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPJXysDOfO16ftq3q4YzD9pTx1mdbSYnFTnegCIxSJ/5"),
            SshKey.parse(
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOEheEN+1eHu8IsJDi4KOwH+7Mu84bFfv3Rp+mabuS0j"));
    assertThat(of(keys, "bob").fwknop()).isNull();
    assertThat(of(keys, "carol").ssh()).hasSize(1);
    assertThat(of(keys, "carol").fwknop())
        .isEqualTo(
            new ClientKeys.Fwknop(
                new KnockForm.Passphrase(new OfCredential("carol.phrase")),
                new KnockForm.Passphrase(new OfCredential("carol.hmac")),
                Digest.SHA3_512,
                Mode.CBC));
    assertThat(of(keys, "phone"))
        .isEqualTo(
            new ClientKeys(
                List.of(),
                new ClientKeys.Fwknop(
                    new KnockForm.RawKey(new OfCredential("phone.key")),
                    new KnockForm.RawKey(new OfFile(Path.of("/etc/knockgate/phone.hmac"))),
                    Digest.SHA256,
                    Mode.CBC)));
  }

  @Test
  void aSocketIsACaptureOfItsPort() {
    assertThat(SETTINGS.captures())
        .contains(new CaptureSetting.Udp(62201), new CaptureSetting.Udp(62202));
  }

  private static ClientKeys of(Map<String, ClientKeys> keys, String client) {
    return Objects.requireNonNull(keys.get(client), client);
  }

  private static Settings read(String fixture) {
    return switch (Configuration.read(Fixtures.named(fixture).resolve("config.yaml"))) {
      case Reading.Sound(var settings, _) -> settings;
      case Reading.Faulty(var problems) -> throw new AssertionError(problems);
    };
  }
}
