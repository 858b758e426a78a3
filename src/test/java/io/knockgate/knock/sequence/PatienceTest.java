package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private long nanos = Long.MAX_VALUE - 1_000_000; // a monotonic clock may overflow
  private final Patience patience = new Patience(nanos);

  @Test
  void twoLossesAreFreeAndTheNextSixHalveWhatIsForgiven() {
    assertThat(forgivenAfterEachLoss(10)).containsExactly(63, 63, 63, 31, 15, 7, 3, 1, 0, 0);
  }

  @Test
  void aSourceIsDeafAfterThirtyTwoFurtherLosses() {
    lose(39);
    assertThat(patience.isDeaf()).isFalse();
    lose(1);
    assertThat(patience.isDeaf()).isTrue();
  }

  @Test
  void whenNothingIsForgivenFirstKnocksCostNothing() {
    lose(8);
    for (int i = 0; i < 1000; i++) {
      patience.chargeLoss(1);
    }
    assertThat(patience.isDeaf()).isFalse();
    pass(Patience.REGAIN);
    assertThat(patience.forgives(63)).isEqualTo(1);
  }

  @Test
  void howeverMuchWasLostOneIsForgottenInFiveMinutes() {
    lose(1000);
    pass(Patience.REGAIN - 1);
    assertThat(patience.isDeaf()).isTrue();
    pass(1);
    assertThat(patience.isDeaf()).isFalse();
    pass(31 * Patience.REGAIN);
    assertThat(patience.forgives(63)).isZero();
    pass(Patience.REGAIN);
    assertThat(patience.forgives(63)).isEqualTo(1);
  }

  @Test
  void whatPassesInManySmallStepsCountsAsMuch() {
    lose(40);
    for (int i = 0; i < 1000; i++) {
      pass(Patience.REGAIN / 1000);
    }
    assertThat(patience.isDeaf()).isFalse();
  }

  @Test
  void noMoreIsForgottenThanThereWas() {
    lose(40);
    pass(1000 * Patience.REGAIN);
    assertThat(forgivenAfterEachLoss(4)).containsExactly(63, 63, 63, 31);
  }

  @Test
  void aCompleteKnockMakesEverythingForgotten() {
    lose(100);
    patience.restore(nanos);
    assertThat(forgivenAfterEachLoss(4)).containsExactly(63, 63, 63, 31);
  }

  @Test
  void timeThatGoesBackALittleMakesNothingForgotten() {
    lose(40);
    pass(-3 * MILLISECOND);
    assertThat(patience.isDeaf()).isTrue();
  }

  private List<Integer> forgivenAfterEachLoss(int most) {
    var forgiven = new ArrayList<Integer>();
    for (int i = 0; i < most; i++) {
      forgiven.add(patience.forgives(Odds.MOST));
      lose(1);
    }
    return forgiven;
  }

  private void pass(long time) {
    nanos += time;
    patience.passTime(nanos);
  }

  private void lose(int attempts) {
    patience.passTime(nanos);
    for (int i = 0; i < attempts; i++) {
      patience.chargeLoss(2);
    }
  }
}
