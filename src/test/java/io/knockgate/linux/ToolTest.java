package io.knockgate.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ToolTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Tool SH = new Tool("sh", "dash");

  @Test
  void itGivesInputAndTakesOutputComplaintsAndExitCode() throws Exception {
    var result = SH.run(List.of("-c", "cat; echo no >&2; exit 3"), "grüße", LIMIT);
    assertThat(result).isEqualTo(new Tool.Result(3, "grüße", "no\n"));
  }

  @Test
  void argumentsAreNeverTakenApart() throws Exception {
    var argument = "a 'b' \"c\" $HOME ; *";
    var result = new Tool("printf", "coreutils").run(List.of("%s", argument), "", LIMIT);
    assertThat(result.out()).isEqualTo(argument);
  }

  @Test
  void theEnvironmentHoldsNothingOfOurs() throws Exception {
    var result = new Tool("env", "coreutils").run(List.of(), "", LIMIT);
    assertThat(result.out().lines())
        .allMatch(line -> line.startsWith("LC_ALL=C") || line.startsWith("PATH="));
  }

  @Test
  void aMissingProgramIsToldWithItsPackage() {
    assertThatThrownBy(() -> new Tool("no-such-nft", "nftables").run(List.of(), "", LIMIT))
        .isInstanceOf(LinuxException.class)
        .hasMessage("no-such-nft is not installed: apt install nftables");
  }

  @Test
  void aProgramThatHangsIsKilled() {
    assertThatThrownBy(
            () -> new Tool("sleep", "coreutils").run(List.of("600"), "", Duration.ofSeconds(1)))
        .hasMessage("sleep did not end within 1 s");
  }

  @Test
  void muchInputToAProgramThatReadsNoneIsNoFault() throws Exception {
    var result = new Tool("true", "coreutils").run(List.of(), "x".repeat(1_000_000), LIMIT);
    assertThat(result.exit()).isZero();
  }

  @Test
  void theProcessIdIsKnownBeforeItReads() throws Exception {
    var pid = new AtomicLong();
    var result = SH.run(List.of("-c", "read go; echo $$"), "go\n", LIMIT, pid::set);
    assertThat(result.out().strip()).isEqualTo(Long.toString(pid.get()));
  }
}
