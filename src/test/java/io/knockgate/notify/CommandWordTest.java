package io.knockgate.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.BadValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordTest {
  @ParameterizedTest
  @EnumSource(CommandWord.Placeholder.class)
  void aPlaceholderIsReadAsItIsTold(CommandWord.Placeholder placeholder) throws BadValue {
    assertThat(CommandWord.parse(placeholder.toString())).isEqualTo(placeholder);
  }

  @ParameterizedTest
  @CsvSource({
    "{event}, refused",
    "{action}, ssh",
    "{client}, alice",
    "{source}, 203.0.113.9",
    "{reason}, no such host"
  })
  void eachPlaceholderIsFilledWithItsValueOfTheEvent(String written, String filled)
      throws BadValue {
    var placeholder = (CommandWord.Placeholder) CommandWord.parse(written);
    assertThat(placeholder.of(Told.message(Told.refused("ssh", "no such host")))).isEqualTo(filled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a b", "{}", "{Event}", "{a-b}", "$(reboot)", "-v"})
  void anyOtherTextMeansItself(String text) throws BadValue {
    assertThat(CommandWord.parse(text)).isEqualTo(new CommandWord.Text(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--why={reason}", "{client}{client}", "{client}x"})
  void aPlaceholderInsideALongerWordIsRefused(String text) {
    assertThatThrownBy(() -> CommandWord.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("fills a whole word");
  }

  @Test
  void anUnknownPlaceholderIsRefusedAndTheKnownOnesAreNamed() {
    assertThatThrownBy(() -> CommandWord.parse("{port}"))
        .isInstanceOf(BadValue.class)
        .hasMessage(
            "there is no placeholder {port} here, only {event}, {action}, {client},"
                + " {source}, {reason}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b", "\0"})
  void whatNoProgramCanBeGivenIsRefused(String text) {
    assertThatThrownBy(() -> CommandWord.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("at least one character");
  }
}
