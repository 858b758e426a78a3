package io.knockgate.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final Address FOUR = address("198.51.100.1");
  private static final Address OTHER = address("198.51.100.2");
  private static final Address SIX = address("fd00:51::1");

  @Test
  void bothFamiliesAndBothProtocols() {
    assertThat(
            Filter.of(
                new PortRange(1000, 2000),
                Set.of(Port.udp(7001), Port.udp(7000), Port.tcp(22)),
                Set.of(SIX, OTHER, FOUR)))
        .isEqualTo(
            "((ip and (dst host 198.51.100.1 or dst host 198.51.100.2) and"
                + " ((tcp[13] & 0x17 = 0x02 and"
                + " (tcp dst portrange 1000-2000 or tcp dst port 22)) or"
                + " (udp dst port 7000 or udp dst port 7001)))"
                + " or "
                + "(ip6 and (dst host fd00:51::1) and"
                + " ((ip6[6] = 6 and ip6[53] & 0x17 = 0x02 and"
                + " (tcp dst portrange 1000-2000 or tcp dst port 22)) or"
                + " (udp dst port 7000 or udp dst port 7001))))");
  }

  @Test
  void oneFamilyAndNoOtherPorts() {
    assertThat(Filter.of(PortRange.ALL, Set.of(), Set.of(FOUR)))
        .isEqualTo(
            "((ip and (dst host 198.51.100.1) and"
                + " (tcp[13] & 0x17 = 0x02 and (tcp dst portrange 1-65535))))");
  }

  private static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (io.knockgate.net.BadValue impossible) {
      throw new AssertionError(impossible);
    }
  }
}
