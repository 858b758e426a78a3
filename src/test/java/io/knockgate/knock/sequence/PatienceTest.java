package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private long nanos = Long.MAX_VALUE - 1_000_000; // a monotonic clock may overflow
  private final Patience patience = new Patience(nanos);

  @Test
  void sixStraysAreForgivenAtOnceAndThenOneEveryTwentyMilliseconds() {
    assertThat(forgiven(10)).isEqualTo(6);
    nanos += 20 * MILLISECOND;
    assertThat(forgiven(10)).isEqualTo(1);
    nanos += 60 * MILLISECOND;
    assertThat(forgiven(10)).isEqualTo(3);
  }

  @Test
  void sixteenStraysAreForgivenBetweenTwoKnocks() {
    assertThat(forgivenSlowly(20)).isEqualTo(16);
    patience.noteStep();
    assertThat(forgivenSlowly(20)).isEqualTo(16);
  }

  @Test
  void sixtyFourStraysAreForgivenInAll() {
    assertThat(exhaust()).isEqualTo(64);
  }

  @Test
  void nothingIsForgivenUntilEnoughHasComeBack() {
    exhaust();
    pass(31 * Patience.REGAIN);
    assertThat(forgivenSlowly(1)).isZero();
    pass(Patience.REGAIN);
    assertThat(forgivenSlowly(1)).isEqualTo(1);
  }

  @Test
  void everythingComesBackInTheEnd() {
    exhaust();
    pass(1000 * Patience.REGAIN);
    assertThat(exhaust()).isEqualTo(64);
  }

  @Test
  void aSourceIsDeafWhenItOwesAsMuchAsItHad() {
    exhaust();
    for (int i = 0; i < 21; i++) {
      patience.chargeLoss(nanos);
      assertThat(patience.isDeaf()).isFalse();
    }
    patience.chargeLoss(nanos);
    assertThat(patience.isDeaf()).isTrue();
    patience.chargeLoss(nanos);
    pass(Patience.REGAIN / 4);
    assertThat(patience.isDeaf()).isTrue();
    pass(Patience.REGAIN);
    assertThat(patience.isDeaf()).isFalse();
  }

  @Test
  void aCompleteKnockRestoresEverything() {
    exhaust();
    for (int i = 0; i < 30; i++) {
      patience.chargeLoss(nanos);
    }
    patience.restore(nanos);
    assertThat(patience.isDeaf()).isFalse();
    assertThat(exhaust()).isEqualTo(64);
  }

  @Test
  void timeThatGoesBackALittleRestoresNothing() {
    exhaust();
    pass(-3 * MILLISECOND);
    assertThat(forgivenSlowly(1)).isZero();
  }

  private void pass(long time) {
    nanos += time;
    patience.passTime(nanos);
  }

  private int exhaust() {
    int forgiven = 0;
    for (int i = 0; i < 100; i++) {
      patience.noteStep();
      forgiven += forgivenSlowly(1);
    }
    return forgiven;
  }

  private int forgivenSlowly(int strays) {
    int forgiven = 0;
    for (int i = 0; i < strays; i++) {
      nanos += 20 * MILLISECOND;
      forgiven += forgiven(1);
    }
    return forgiven;
  }

  private int forgiven(int strays) {
    int forgiven = 0;
    for (int i = 0; i < strays; i++) {
      forgiven += patience.forgivesStray(nanos) ? 1 : 0;
    }
    return forgiven;
  }
}
