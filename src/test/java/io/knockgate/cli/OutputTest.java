package io.knockgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// No text of a job's commands a terminal, and what is left out is said.
class OutputTest {
  @Test
  void whatWouldCommandATerminalIsShownAsAQuestionMark() {
    assertThat(Output.plain("a\u001b[31m\tb\r\u009b\u0000\u202e\nü")).isEqualTo("a?[31m\tb????\nü");
    assertThat(Output.line("exit 1\n2026 granted")).isEqualTo("exit 1?2026 granted");
  }

  @Test
  void linesThatAreLeftOutAreMarked() {
    assertThat(Output.indented("a\nb\nc\n", 2)).isEqualTo("\n    ...\n    b\n    c");
    assertThat(Output.indented("a\nb\u0007\n", 2)).isEqualTo("\n    a\n    b?");
    assertThat(Output.indented("", 2)).isEmpty();
  }
}
