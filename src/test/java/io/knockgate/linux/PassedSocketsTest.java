package io.knockgate.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// That one is adopted shows `UdpCaptureTest`.
class PassedSocketsTest {
  private static int count(String count, String pid) {
    return PassedSockets.of(Map.of("LISTEN_FDS", count, "LISTEN_PID", pid), 77).count();
  }

  @Test
  void thoseForUsAreOurs() {
    assertThat(count("2", "77")).isEqualTo(2);
    assertThat(count("9999", "77")).isEqualTo(1024);
  }

  @Test
  void thoseForOurParentAreNot() {
    assertThat(count("2", "76")).isZero();
    assertThat(PassedSockets.of(Map.of("LISTEN_FDS", "2"), 77).count()).isZero();
    assertThat(PassedSockets.of(Map.of(), 77).count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "two", "12345", "1 "})
  void whatIsNoCountIsNone(String count) {
    assertThat(count(count, "77")).isZero();
  }

  @Test
  void descriptorsThatAreNoSocketsOfThePortAreLeftAlone() {
    assertThat(new PassedSockets(200).datagrams(1)).isEmpty();
  }
}
