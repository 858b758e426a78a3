package io.knockgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.config.ClientEntry;
import io.knockgate.config.Configuration;
import io.knockgate.config.Reading;
import io.knockgate.config.Settings;
import io.knockgate.daemon.Explanation;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Link;
import io.knockgate.packet.Wire;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is printed for a client of fwknop, run as it is printed with the installed client.
@Tag("kernel")
class FwknopEnrolmentTest {
  private static final List<String> ACTIONS = List.of("open-ssh", "ssh-to-nas", "backup");

  @TempDir Path home;

  private Settings settings() throws Exception {
    return ((Reading.Sound<Settings>) Configuration.read(home.resolve("config.yaml"))).settings();
  }

  private void configure() throws Exception {
    Files.createDirectories(home.resolve("actions"));
    Files.writeString(home.resolve("actions/open-ssh.yaml"), "open: {port: tcp/22}\nfor: 5m\n");
    Files.writeString(
        home.resolve("actions/ssh-to-nas.yaml"),
        "forward: {port: tcp/2222, to: 10.20.0.5:22}\nfor: 15m\n");
    Files.writeString(
        home.resolve("actions/backup.yaml"), "run: {command: [/bin/true], timeout: 1m}\n");
    Files.writeString(
        home.resolve("config.yaml"),
        """
        gateway: {wan: [wan0], guard: [tcp/22]}
        state: %s/state
        knocks:
          phones:
            fwknop:
              udp: 62202
              actions:
                "local-nat 22": open-ssh
                tcp/22: open-ssh
                "tcp/2222 nat 10.20.0.5,22": ssh-to-nas
                "command back it's up": backup
        """
            .formatted(home));
  }

  /// The commands of what is printed for a client who may have these.
  private List<String> commands(String client, List<String> may) throws Exception {
    var terms = ClientEntry.Terms.parse(client, may, List.of(), null);
    var enrolment = new FwknopEnrolment(settings(), terms, "127.0.0.1");
    try (var edit =
        new ConfigEdit(
            home.resolve("config.yaml"),
            new ClientEntry(terms, enrolment.proof()),
            new PrintWriter(new StringWriter())::println)) {
      var handout = enrolment.prepare();
      assertThat(edit.keep()).isTrue();
      var file = Files.writeString(home.resolve(client), handout.copy());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return handout.text().stream().filter(line -> line.startsWith("  fwknop ")).toList();
    }
  }

  private byte[] packet(String client, String command) throws Exception {
    var file = home.resolve("packet");
    Files.deleteIfExists(file);
    var words = command.split("   # ", 2)[0];
    var run =
        new ProcessBuilder(
                "bash",
                "-c",
                "%s --rc-file %s --no-save-args --test -B %s"
                    .formatted(words, home.resolve(client), file))
            .redirectErrorStream(true)
            .start();
    var said = new String(run.getInputStream().readAllBytes(), UTF_8);
    assertThat(run.waitFor()).as(said).isZero();
    return Files.readString(file).strip().getBytes(UTF_8);
  }

  private String told(byte[] payload) throws Exception {
    var udp = Wire.udp(40_000, 62202, payload.length);
    System.arraycopy(payload, 0, udp, udp.length - payload.length, payload.length);
    var explanation = new Explanation(settings());
    long now = Instant.now().toEpochMilli() * 1_000_000;
    explanation.hear(new Frame(Wire.v4(Protocol.UDP, udp), Link.IP, now, 0));
    var finding = explanation.findings().get(0).getAsJsonObject();
    return finding.get("client").getAsString()
        + " "
        + finding.get("verdict").getAsString()
        + " "
        + finding.get("action").getAsString()
        + finding.get("reason").getAsString();
  }

  @Test
  void eachCommandIsGrantedItsAction() throws Exception {
    configure();
    var told = new ArrayList<String>();
    for (var command : commands("tab", ACTIONS)) {
      told.add(told(packet("tab", command)));
    }
    assertThat(told)
        .containsExactly(
            "tab granted open-ssh",
            "tab granted open-ssh",
            "tab granted ssh-to-nas",
            "tab granted backup");
  }

  @Test
  void whoMayHaveOneThingNeedsItsNameAlone() throws Exception {
    configure();
    assertThat(commands("phone", List.of("ssh-to-nas"))).hasSize(1);
    assertThat(told(packet("phone", "fwknop -n gateway"))).isEqualTo("phone granted ssh-to-nas");
  }
}
