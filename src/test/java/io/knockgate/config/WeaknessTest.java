package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeaknessTest {
  @Test
  void theSequencesOfTheManualAreStrong() {
    assertThat(weaknesses(2033, 3022, 6712, 4998, 4113)).isEmpty();
    assertThat(weaknesses(4113, 4998, 6712, 3022)).isEmpty();
    assertThat(weaknesses(1042, 1044, 1043, 1049)).isEmpty();
    assertThat(weaknesses(61001, 33002, 47003, 29004)).isEmpty();
  }

  @Test
  void theSequenceThatKnockdShipsIsWeakForTwoReasons() {
    assertThat(weaknesses(7000, 8000, 9000)).hasSize(2);
  }

  @Test
  void equalPortsAreNoStepUpOrDown() {
    assertThat(weaknesses(7000, 8000, 8000, 9000)).hasSize(1);
    assertThat(weaknesses(9000, 9000, 8000, 7000)).hasSize(1);
  }

  @Test
  void onePortFourTimesIsWeak() {
    assertThat(weaknesses(5000, 5000, 5000, 5000)).isNotEmpty();
  }

  @Test
  void oneUnprivilegedPortIsEnough() {
    assertThat(weaknesses(80, 1023, 22, 900)).hasSize(1);
    assertThat(weaknesses(80, 1024, 22, 900)).isEmpty();
  }

  @Test
  void theOrderIsThatOfTheNumbersWhateverTheProtocol() {
    assertThat(Weakness.of(List.of(Port.tcp(5000), Port.udp(6000), Port.tcp(7000), Port.udp(8000))))
        .hasSize(1);
  }

  private static List<String> weaknesses(int... ports) {
    return Weakness.of(IntStream.of(ports).mapToObj(Port::tcp).toList());
  }
}
