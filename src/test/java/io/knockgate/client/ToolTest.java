package io.knockgate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Payload;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is printed; that it knocks is shown with the tools themselves.
class ToolTest {
  private static final Knock PORTS = new Knock.Ports(List.of(Port.tcp(8442), Port.udp(5120)));

  @Test
  void thePortsAloneCanBeGivenToOurselves() throws Exception {
    assertThat(Tool.PORTS.lines("nas", false, PORTS)).containsExactly("8442 udp/5120");
  }

  @Test
  void aToolThatKnowsSequencesIsRunOnce() throws Exception {
    assertThat(Tool.KNOCK.lines("nas", true, PORTS))
        .containsExactly("knock -d 20 -6 nas 8442:tcp 5120:udp");
  }

  @Test
  void othersAreRunForEachPort() throws Exception {
    assertThat(Tool.BASH.lines("nas", false, PORTS))
        .containsExactly(
            "timeout 1 bash -c '</dev/tcp/nas/8442' 2>/dev/null", "echo >/dev/udp/nas/5120");
    assertThat(Tool.NMAP.lines("nas", false, PORTS)).noneMatch(line -> line.contains("-6"));
    assertThat(Tool.NMAP.lines("fd00::1", true, PORTS)).allMatch(line -> line.contains(" -6 "));
  }

  /// The contents are base64, in which the words in capitals can stand by chance.
  @Test
  void aDatagramIsItsContentsInBase64() throws Exception {
    var bytes = Base64.getDecoder().decode("HOSTPORT/w==");
    var knock = new Knock.Datagram(Port.udp(62201), new Payload(bytes, 0, bytes.length));
    assertThat(Tool.PORTS.lines("nas", false, knock)).containsExactly("HOSTPORT/w==");
    assertThat(Tool.BASH.lines("nas", false, knock))
        .containsExactly("echo HOSTPORT/w== | base64 -d >/dev/udp/nas/62201");
    assertThat(Tool.NC.lines("nas", false, knock))
        .containsExactly("echo HOSTPORT/w== | base64 -d | nc -u -q 0 -w 1 nas 62201");
    for (var tool : List.of(Tool.KNOCK, Tool.NMAP, Tool.HPING3)) {
      assertThatExceptionOfType(BadValue.class)
          .isThrownBy(() -> tool.lines("nas", false, knock))
          .withMessageContaining(tool + " can't send a datagram with contents; use nc");
    }
  }

  @Test
  void whatCannotKnockByIPv6SaysSo() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> Tool.HPING3.lines("nas", true, PORTS))
        .withMessageContaining("use -4");
  }
}
