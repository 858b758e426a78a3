package io.knockgate.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.BadValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordTest {
  @ParameterizedTest
  @EnumSource(Word.Placeholder.class)
  void aPlaceholderIsReadAsItIsTold(Word.Placeholder placeholder) throws BadValue {
    assertThat(Word.parse(placeholder.toString())).isEqualTo(placeholder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a b", "{}", "{ print $1 }", "${HOME}", "{a-b}", "$(reboot)", "-v"})
  void anyOtherTextMeansItself(String text) throws BadValue {
    assertThat(Word.parse(text)).isEqualTo(new Word.Text(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--from={source}", "{client}{client}", "{client}x", "awk{prin}"})
  void aPlaceholderInsideALongerWordIsRefused(String text) {
    assertThatThrownBy(() -> Word.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("fills a whole word");
  }

  @Test
  void anUnknownPlaceholderIsRefusedAndTheKnownOnesAreNamed() {
    assertThatThrownBy(() -> Word.parse("{user}"))
        .isInstanceOf(BadValue.class)
        .hasMessage(
            "there is no placeholder {user} here, only {client}, {source}, {action}, {port}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b"})
  void whatNoProgramCanBeGivenIsRefused(String text) {
    assertThatThrownBy(() -> Word.parse(text)).isInstanceOf(BadValue.class);
  }
}
