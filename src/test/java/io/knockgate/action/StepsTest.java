package io.knockgate.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Mac;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Actions of several steps.
class StepsTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Step.Run SUSPEND =
      new Step.Run(List.of(new Word.Text("/bin/suspend"), Word.Placeholder.PORT), MINUTE);

  private final Endpoint nas = Endpoint.parse("10.20.0.5:22");
  private final Mac card = Mac.parse("3C-52-82-00-00-01");
  private final Action wake =
      action(
          List.of(
              new Step.Wake(card, "lan0"),
              new Step.Wait(nas, MINUTE),
              new Step.Forward(Port.tcp(2222), List.of(nas), false)),
          List.of(SUSPEND));

  StepsTest() throws BadValue {}

  private static Action action(List<Step> steps, List<Step> then) {
    var stay = new Stay(Term.fixed(MINUTE), AtClose.CUT, false, Stay.UNLIMITED);
    return new Action("wake-nas", steps, then, stay, Course.USUAL, List.of());
  }

  @Test
  void eachIsBoundInItsOrderAndWhatFollowsToo() {
    var bound = (Action.Bound) wake.bind("alice", SOURCE, new Ask(Port.tcp(22), null));
    var door = new Opening.Forward(SOURCE, Port.tcp(2222), nas, false);
    assertThat(bound.orders())
        .containsExactly(new Task.Wake(card, "lan0"), new Task.Wait(nas, MINUTE), door);
    assertThat(bound.openings()).containsExactly(door);
    var then = (Action.Bound) wake.bindThen("alice", SOURCE, new Ask(Port.tcp(22), null));
    assertThat(then.orders()).extracting(Order::toString).containsExactly("run /bin/suspend");
  }

  @Test
  void whatFollowsMayNeedAPortTooAndThenTheKnockMustNameOne() {
    assertThat(wake.needsPort()).isTrue();
    assertThat(wake.bind("alice", SOURCE, Ask.NOTHING)).isInstanceOf(Action.Bound.class);
    assertThat(wake.bindThen("alice", SOURCE, Ask.NOTHING)).isInstanceOf(Action.Unbindable.class);
  }

  @Test
  void theAskedPortIsFoundAmongItsDoorsWhereverItIs() {
    var among = new LinkedHashSet<>(List.of(Port.tcp(443)));
    var both = action(List.of(new Step.Open(Port.tcp(22)), new Step.OpenAsked(among)), List.of());
    var first = new Opening.Pinhole(SOURCE, Port.tcp(22));
    assertThat(both.asked(List.of(first, new Opening.Pinhole(SOURCE, Port.tcp(443)))))
        .contains(Port.tcp(443));
    assertThat(both.asked(List.of(first))).isEmpty();
    assertThat(wake.asked(List.of(first))).isEmpty();
  }

  @Test
  void onlyDoorsAloneAreImmediate() {
    assertThat(wake.isImmediate()).isFalse();
    assertThat(wake.opensDoors()).isTrue();
    assertThat(action(List.of(new Step.Open(Port.tcp(22))), List.of(SUSPEND)).isImmediate())
        .isTrue();
    assertThat(action(List.of(new Step.Wake(card, "lan0")), List.of()).opensDoors()).isFalse();
  }

  @Test
  void itCoversAnyDoorOfItsSteps() {
    assertThat(wake.covers(new Opening.Forward(SOURCE, Port.tcp(2222), nas, false))).isTrue();
    assertThat(wake.covers(new Opening.Pinhole(SOURCE, Port.tcp(2222)))).isFalse();
  }

  @Test
  void aPortMustBeAllowedByEveryStepThatAsksForOne() {
    var among = new LinkedHashSet<>(List.of(Port.tcp(22)));
    var asked = action(List.of(new Step.OpenAsked(among), new Step.Open(Port.tcp(80))), List.of());
    assertThat(asked.allows(Port.tcp(22)::equals)).isTrue();
    assertThat(asked.allows(Port.tcp(80)::equals)).isFalse();
    assertThat(wake.allows(Port.tcp(9)::equals)).isTrue();
  }

  @Test
  void whatFollowsOpensNoDoor() {
    assertThatThrownBy(
            () ->
                action(List.of(new Step.Open(Port.tcp(22))), List.of(new Step.Open(Port.tcp(80)))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
