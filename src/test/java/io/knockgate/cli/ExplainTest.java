package io.knockgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.knockgate.capture.pcap.Saved;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `knockgate explain` with files that tcpdump wrote while `knock` knocked.
class ExplainTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String config = "";

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectories(home.resolve("actions"));
    Files.writeString(
        home.resolve("actions/ssh-to-nas.yaml"),
        "forward: {port: tcp/2222, to: 10.20.0.5:22}\nfor: 15m\n");
    Files.writeString(home.resolve("actions/open-ssh.yaml"), "open: {port: tcp/22}\nfor: 5m\n");
    config =
        Files.writeString(
                home.resolve("config.yaml"),
                """
                gateway: {wan: [wan0], guard: [tcp/22]}
                knocks:
                  nas: {sequence: [2033, 3022, 6712, 4998, 4113], action: ssh-to-nas}
                  ssh: {sequence: [8442, udp/5120, 3971, 7206], action: open-ssh}
                """)
            .toString();
  }

  private int explain(String... arguments) {
    var words = new String[arguments.length + 3];
    words[0] = "explain";
    words[1] = "--config";
    words[2] = config;
    System.arraycopy(arguments, 0, words, 3, arguments.length);
    return Main.commandLine(words)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  @Test
  void eachSourceIsToldInTheOrderOfTime() {
    assertThat(explain(Saved.real("eth").toString())).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("198.51.100.10"),
            line -> assertThat(line).matches("  2026-\\S+Z  nas  granted  ssh-to-nas  anonymous"),
            line ->
                assertThat(line)
                    .matches(
                        "  2026-\\S+Z  nas  incomplete  ssh-to-nas  anonymous  3 of 5 knocks heard,"
                            + " then not the next but tcp/4113, then the capture ends"),
            line -> assertThat(line).isEqualTo("fd00:51::10"),
            line -> assertThat(line).matches("  2026-\\S+Z  ssh  granted  open-ssh  anonymous"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jsonIsAListInTheOrderOfTimeWhateverTheLinkType() {
    for (var name : new String[] {"eth", "sll", "sll2", "nflog"}) {
      out.getBuffer().setLength(0);
      assertThat(explain("--json", Saved.real(name).toString())).isZero();
      var findings = JsonParser.parseString(out.toString()).getAsJsonArray();
      assertThat(findings.asList().stream().map(JsonElement::getAsJsonObject))
          .allMatch(
              finding ->
                  String.join(" ", finding.keySet())
                      .equals("at source knock client verdict reason action"))
          .extracting(finding -> finding.get("verdict").getAsString())
          .containsExactly("granted", "granted", "incomplete");
    }
  }

  @Test
  void aCaptureWithoutAKnockSaysHowMuchWasLookedAt() throws IOException {
    var file = Files.write(home.resolve("empty.pcap"), Saved.pcap(Saved.RAW).bytes());
    assertThat(explain(file.toString())).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEqualTo(file + ": no knock in 0 packets to watched ports\n");
    assertThat(explain("--json", file.toString())).isZero();
    assertThat(out.toString()).isEqualTo("[]\n");
  }

  @Test
  void ofADamagedFileWhatCameBeforeIsToldAndTheCommandEndsIn65() throws IOException {
    var whole = Files.readAllBytes(Saved.real("eth"));
    var file = Files.write(home.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 100));
    assertThat(explain(file.toString())).isEqualTo(65);
    assertThat(out.toString()).contains("nas  granted");
    assertThat(err.toString()).startsWith("knockgate: " + file + ": libpcap: truncated dump file");
  }

  @Test
  void whatIsNoCaptureEndsIn65AndWhatIsNotThereIn74() {
    assertThat(explain(config)).isEqualTo(65);
    assertThat(err.toString())
        .isEqualTo("knockgate: " + config + ": libpcap: unknown file format\n");
    assertThat(explain(home.resolve("absent.pcap").toString())).isEqualTo(74);
    assertThat(err.toString()).endsWith("absent.pcap: there is no such file\n");
    assertThat(explain()).isEqualTo(64);
  }

  @Test
  void aBrokenConfigurationIsToldFirst() throws IOException {
    Files.writeString(Path.of(config), "gateway: {wan: [wan0], gaurd: []}\n");
    assertThat(explain(Saved.real("eth").toString())).isEqualTo(78);
    assertThat(err.toString()).contains("gaurd");
  }
}
