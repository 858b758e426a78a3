package io.knockgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command line says to a user who needs no daemon for it.
class UsageTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine(arguments)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("run", "check", "plan", "status", "history", "explain", "demo");
  }

  @Test
  void anUnknownCommandIsToldWithTheNearestOne() {
    assertThat(run("chekc")).isEqualTo(64);
    assertThat(err.toString())
        .isEqualTo(
            """
            knockgate: unknown command "chekc", did you mean "check"?
            Try 'knockgate --help'.
            """);
  }

  @Test
  void anUnknownOptionIsToldWithTheNearestOne() {
    assertThat(run("status", "--jsno")).isEqualTo(64);
    assertThat(err.toString()).contains("unknown option \"--jsno\", did you mean \"--json\"?");
  }

  @Test
  void whatIsMissingIsToldByItsName() {
    assertThat(run("trigger")).isEqualTo(64);
    assertThat(run("close")).isEqualTo(64);
    assertThat(err.toString())
        .contains("knockgate: ACTION is missing\n")
        .contains("knockgate: LEASE|JOB|ACTION or --all is missing\n");
  }

  @Test
  void whatIsTooMuchOrNoNumberOrNoToolIsToldAsItIsWritten() {
    assertThat(run("history", "a", "b")).isEqualTo(64);
    assertThat(run("history", "--last", "all")).isEqualTo(64);
    assertThat(run("knock", "gateway", "1", "--print=nmpa")).isEqualTo(64);
    assertThat(err.toString())
        .contains("\"b\" is one word too many")
        .contains("'--last': a number is written 20, not \"all\"")
        .contains("'--print': there are ports, knock, nmap, nc, hping3, bash, not \"nmpa\"");
  }

  @Test
  void noCommandAtAllIsMisuse() {
    assertThat(run()).isEqualTo(64);
    assertThat(err.toString()).contains("say what to do");
  }

  @Test
  void checkTellsEveryProblemAndEndsIn78(@TempDir Path home) throws Exception {
    var file = home.resolve("config.yaml");
    Files.writeString(file, "gateway: {wan: [wan0], gaurd: []}\nstat: /x\n");
    assertThat(run("check", "--config", file.toString())).isEqualTo(78);
    assertThat(out.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith(file + ":") && line.contains("did you mean"));
  }

  @Test
  void theExampleConfigurationHasNoError() {
    assertThat(run("check", "--config", "config.yaml")).isZero();
    assertThat(out.toString()).isEqualTo("config.yaml: 5 knocks, 5 actions, no error\n");
  }

  @Test
  void withoutADaemonACommandSaysHowToStartOne(@TempDir Path home) throws Exception {
    var file = home.resolve("config.yaml");
    Files.writeString(file, "gateway: {wan: [wan0]}\ncontrol: %s/control.sock\n".formatted(home));
    assertThat(run("status", "--config", file.toString())).isEqualTo(69);
    assertThat(err.toString()).contains("knockgate is not running").contains("systemctl start");
  }

  @Test
  void aFileThatIsNotThereIsToldWithThoseThatAre(@TempDir Path home) throws Exception {
    var absent = home.resolve("gatewya.yaml");
    assertThat(run("knock", absent.toString())).isEqualTo(78);
    assertThat(err.toString())
        .contains(absent + ": there is no such file; `knockgate client join`");
    Files.writeString(home.resolve("gateway.yaml"), "");
    assertThat(run("knock", absent.toString())).isEqualTo(78);
    assertThat(err.toString()).endsWith("; there are: gateway\n");
  }

  @Test
  void nobodyWaitsForWhatIsClosed(@TempDir Path home) throws Exception {
    var file = Files.writeString(home.resolve("nas.yaml"), "host: 127.0.0.1\nsequence: [4, 5]\n");
    assertThat(run("knock", file.toString(), "--close", "--wait", "--door=1")).isEqualTo(64);
    assertThat(err.toString()).contains("what is closed does not answer");
  }
}
