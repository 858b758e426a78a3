package io.knockgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FakeGatewayTest extends GatewayContract {
  private final FakeGateway fake = new FakeGateway(System::nanoTime);

  @Override
  protected Gateway gateway() {
    return fake;
  }

  @Override
  protected Map<Shutting, Duration> open() {
    return fake.open();
  }

  @Override
  protected void use(Opening opening) {
    fake.use(opening);
  }

  @Override
  protected void refuse() {
    fake.refuse("told to");
  }

  @Test
  void whereTheTableIsGoneItSaysSoUntilItIsReconciled() throws Exception {
    fake.apply(opening(SSH_FOR_ALICE, MINUTE, AtClose.CUT));
    fake.flush();
    assertThatThrownBy(() -> fake.apply(opening(SSH_FOR_ALICE, MINUTE, AtClose.CUT)))
        .isInstanceOfSatisfying(
            GatewayException.class,
            refusal -> {
              assertThat(refusal.gone()).isTrue();
              assertThat(refusal.unsure()).isFalse();
            });
    fake.reconcile(List.of());
    fake.apply(opening(SSH_FOR_ALICE, MINUTE, AtClose.CUT));
    assertThat(open()).hasSize(1);
  }

  @Test
  void whereTheAnswerIsLostTheChangeIsDoneAndItSaysThatItMayBe() {
    fake.loseAnswers();
    assertThatThrownBy(() -> fake.apply(opening(SSH_FOR_ALICE, MINUTE, AtClose.CUT)))
        .isInstanceOfSatisfying(
            GatewayException.class,
            lost -> {
              assertThat(lost.unsure()).isTrue();
              assertThat(lost.gone()).isFalse();
            });
    assertThat(open()).hasSize(1);
  }

  @Test
  void whatIsRefusedHasNotHappened() {
    fake.refuse("told to");
    assertThatThrownBy(() -> fake.apply(opening(SSH_FOR_ALICE, MINUTE, AtClose.CUT)))
        .isInstanceOfSatisfying(
            GatewayException.class,
            refusal -> {
              assertThat(refusal.unsure()).isFalse();
              assertThat(refusal.gone()).isFalse();
            });
    assertThat(open()).isEmpty();
  }
}
