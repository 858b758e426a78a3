package io.knockgate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacTest {
  @ParameterizedTest
  @ValueSource(strings = {"3c:52:82:00:00:01", "3C-52-82-00-00-01"})
  void aHardwareAddressIsReadWithColonsOrHyphens(String text) throws BadValue {
    var mac = Mac.parse(text);
    assertThat(mac).hasToString("3c:52:82:00:00:01");
    assertThat(mac.octets()).containsExactly(0x3c, 0x52, 0x82, 0, 0, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "3c:52:82:00:00", "3c:52:82:00:00:01:02", "3c:52-82:00:00:01", "3c5282000001"})
  void everythingElseIsRefusedWithTheForm(String text) {
    assertThatThrownBy(() -> Mac.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessageStartingWith("a hardware address is written \"3c:52:82:00:00:01\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb"})
  void nobodyAndGroupsAreNoCard(String text) {
    assertThatThrownBy(() -> Mac.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessage(text + " is not the address of one card");
  }

  @Test
  void moreThanFortyEightBitsCanNotBeHeld() {
    assertThat(new Mac((1L << 48) - 1)).hasToString("ff:ff:ff:ff:ff:ff");
    assertThatThrownBy(() -> new Mac(1L << 48)).isInstanceOf(IllegalArgumentException.class);
  }
}
