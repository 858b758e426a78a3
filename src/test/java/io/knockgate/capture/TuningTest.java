package io.knockgate.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TuningTest {
  @Test
  void whatIsWatchedIsHeardByTcpAloneAndFurtherPortsByEither() {
    var tuning =
        Tunings.sequences(new PortRange(2000, 2999), Set.of(Port.udp(7000), Port.tcp(443)));
    assertThat(tuning.hears(Port.tcp(2000))).isTrue();
    assertThat(tuning.hears(Port.tcp(3000))).isFalse();
    assertThat(tuning.hears(Port.udp(2000))).isFalse();
    assertThat(tuning.hears(Port.udp(7000))).isTrue();
    assertThat(tuning.hears(Port.tcp(7000))).isFalse();
    assertThat(tuning.hears(Port.tcp(443))).isTrue();
    assertThat(tuning.hears(Port.udp(443))).isFalse();
  }
}
