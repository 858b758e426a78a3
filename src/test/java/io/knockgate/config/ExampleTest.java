package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Action;
import io.knockgate.action.AtClose;
import io.knockgate.action.Course;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.action.Term;
import io.knockgate.action.Word;
import io.knockgate.config.GatewaySettings.AtStop;
import io.knockgate.config.GatewaySettings.Closed;
import io.knockgate.config.KnockForm.Spell;
import io.knockgate.knock.Wish;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Mac;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The repository's own config.yaml and actions/, which are the documented examples.
class ExampleTest {
  private static final Reading<Settings> READING = Configuration.read(Path.of("config.yaml"));

  @Test
  void theExamplePassesWithoutAWord() {
    assertThat(READING.problems()).isEmpty();
    assertThat(READING).isInstanceOf(Reading.Sound.class);
  }

  @Test
  void theGatewayIsReadAsWritten() {
    var settings = settings();
    assertThat(settings.gateway())
        .isEqualTo(
            new GatewaySettings(
                List.of("wan0"),
                List.of(Port.tcp(22), Port.tcp(443)),
                PortRange.ALL,
                Closed.DROP,
                AtStop.KEEP));
    assertThat(settings.captures()).containsExactly(new CaptureSetting.Nflog(62));
    assertThat(settings.state()).isEqualTo(Path.of("/var/lib/knockgate"));
    assertThat(settings.control()).isEqualTo(Path.of("/run/knockgate/control.sock"));
  }

  @Test
  void theKnocksAreReadAsWritten() {
    assertThat(settings().knocks())
        .containsExactly(
            knock("nas", new Wish.Open("ssh-to-nas"), null, 2033, 3022, 6712, 4998, 4113),
            knock("nas-shut", new Wish.Close("ssh-to-nas"), null, 4113, 4998, 6712, 3022),
            new KnockSetting(
                "ssh",
                new KnockSetting.Static(
                    new KnockForm.Sequence(
                        List.of(Port.tcp(8442), Port.udp(5120), Port.tcp(3971), Port.tcp(7206)),
                        null)),
                Duration.ofSeconds(15),
                new Wish.Open("open-ssh")),
            knock(
                "any-port",
                new Wish.Open("open-asked"),
                new Spell(new PortRange(1040, 1049), 5),
                1042,
                1044,
                1043,
                1049),
            knock("backup", new Wish.Open("backup-nas"), null, 61001, 33002, 47003, 29004));
  }

  @Test
  void theActionsAreReadAsWritten() throws BadValue {
    assertThat(settings().actions().values())
        .containsExactlyInAnyOrder(
            Action.door(
                "open-ssh",
                new Step.Open(Port.tcp(22)),
                Term.fixed(Duration.ofMinutes(5)),
                AtClose.KEEP,
                Stay.UNLIMITED),
            Action.door(
                "ssh-to-nas",
                new Step.Forward(Port.tcp(2222), List.of(Endpoint.parse("10.20.0.5:22")), false),
                Term.fixed(Duration.ofMinutes(15)),
                AtClose.CUT,
                Stay.UNLIMITED),
            Action.door(
                "open-asked",
                new Step.OpenAsked(new LinkedHashSet<>(List.of(Port.tcp(22), Port.tcp(443)))),
                Term.asked(Duration.ofHours(4)),
                AtClose.CUT,
                Stay.UNLIMITED),
            Action.job(
                "backup-nas",
                new Step.Run(
                    List.of(new Word.Text("/usr/local/bin/backup-nas"), Word.Placeholder.CLIENT),
                    Duration.ofHours(2))),
            new Action(
                "wake-nas",
                List.of(
                    new Step.Wake(Mac.parse("3c:52:82:00:00:01"), "lan0"),
                    new Step.Wait(Endpoint.parse("10.20.0.5:22"), Duration.ofSeconds(90)),
                    new Step.Forward(
                        Port.tcp(2222), List.of(Endpoint.parse("10.20.0.5:22")), false)),
                List.of(
                    new Step.Run(
                        List.of(new Word.Text("/usr/local/bin/suspend-nas")),
                        Duration.ofMinutes(1))),
                new Stay(Term.fixed(Duration.ofMinutes(30)), AtClose.CUT, false, Stay.UNLIMITED),
                Course.USUAL,
                List.of()));
  }

  @Test
  void theSchemasAgree() throws Exception {
    assertThat(Schemas.judge(Schemas.CONFIG, Files.readString(Path.of("config.yaml")))).isEmpty();
    try (var actions = Files.newDirectoryStream(Path.of("actions"))) {
      for (var action : actions) {
        assertThat(Schemas.judge(Schemas.ACTION, Files.readString(action))).isEmpty();
      }
    }
  }

  private static Settings settings() {
    return switch (READING) {
      case Reading.Sound(var settings, _) -> settings;
      case Reading.Faulty(var problems) -> throw new AssertionError(problems);
    };
  }

  private static KnockSetting knock(String name, Wish wish, @Nullable Spell spell, int... ports) {
    return new KnockSetting(
        name,
        new KnockSetting.Static(
            new KnockForm.Sequence(IntStream.of(ports).mapToObj(Port::tcp).toList(), spell)),
        Duration.ofSeconds(15),
        wish);
  }
}
