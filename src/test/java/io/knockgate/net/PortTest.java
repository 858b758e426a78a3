package io.knockgate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortTest {

  @ParameterizedTest
  @ValueSource(strings = {"tcp/22", "udp/53", "tcp/1", "udp/65535"})
  void aPortIsReadAsItIsWritten(String text) throws BadValue {
    assertThat(Port.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"22", "", "TCP/22", "sctp/22", "tcp22", "/22", " tcp/22"})
  void aPortNamesItsProtocol(String text) {
    assertThatThrownBy(() -> Port.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessage("a port is written tcp/22 or udp/53, not \"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "100000",
        "-1",
        "+1",
        "2 2",
        "0x16",
        "22.0",
        "٢٢",
        "4294967318",
        "99999999999999999999"
      })
  void whatIsNoPortNumberIsRefused(String text) {
    assertThatThrownBy(() -> Port.parse("tcp/" + text))
        .isInstanceOf(BadValue.class)
        .hasMessage("a port number is 1 to 65535, not \"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00000", "65536", "99999"})
  void aPortNumberOutOfBoundsIsRefused(String text) {
    assertThatThrownBy(() -> Port.number(text))
        .isInstanceOf(BadValue.class)
        .hasMessage("a port number is 1 to 65535, not " + text);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65536})
  void aPortOutOfBoundsCanNotBeHeld(int number) {
    assertThatThrownBy(() -> Port.tcp(number)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void portsAreOrderedByProtocolAndNumber() {
    assertThat(List.of(Port.udp(1), Port.tcp(443), Port.tcp(22)).stream().sorted())
        .containsExactly(Port.tcp(22), Port.tcp(443), Port.udp(1));
  }

  @Test
  void protocolsHaveTheirIanaNumbers() {
    assertThat(Protocol.TCP.number()).isEqualTo(6);
    assertThat(Protocol.UDP.number()).isEqualTo(17);
  }
}
