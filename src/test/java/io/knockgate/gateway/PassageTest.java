package io.knockgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassageTest {
  private static final Opening SSH = new Opening.Pinhole(Address.v4(1), Port.tcp(22));

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void aDoorThatWouldNeverShutCanNotBeHeld(Duration remaining) {
    assertThatThrownBy(() -> new Passage(SSH, remaining, AtClose.CUT, Entry.ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"ALL, false", "FIRST, true", "REST, true"})
  void aDoorForTheFirstConnectionShutsBehindIt(Entry entry, boolean once) {
    var passage = new Passage(SSH, Duration.ofNanos(1), AtClose.CUT, entry);
    assertThat(passage.once()).isEqualTo(once);
  }
}
