package io.knockgate.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.Action.Bound;
import io.knockgate.action.Action.Unbindable;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Binding an action to a source never makes it wider than the operator wrote it.
class BindTest {
  private static final Address V4 = Address.v4(0xcb007109);
  private static final Address V6 = Address.v6(0x20010db800000000L, 9);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  @Test
  void aFixedPortIsOpenedWhateverTheKnockAsksFor() {
    var action = action(new Step.Open(Port.tcp(22)), Term.fixed(QUARTER));
    assertThat(action.bind("alice", V4, new Ask(Port.tcp(443), Ask.NO_LIMIT)))
        .isEqualTo(new Bound(List.of(new Opening.Pinhole(V4, Port.tcp(22))), QUARTER));
  }

  @Test
  void onlyAPortAmongThoseWrittenIsOpened() {
    var action = action(new Step.OpenAsked(new LinkedHashSet<>(List.of(Port.tcp(22)))), QUARTER);
    assertThat(action.bind("alice", V6, new Ask(Port.tcp(22), null)))
        .isEqualTo(new Bound(List.of(new Opening.Pinhole(V6, Port.tcp(22))), QUARTER));
    assertThat(action.bind("alice", V6, new Ask(Port.udp(22), null)))
        .isEqualTo(new Unbindable("udp/22 was asked for, which is not among [tcp/22]"));
    assertThat(action.bind("alice", V6, Ask.NOTHING))
        .isEqualTo(new Unbindable("the knock names no port, and the action needs one"));
  }

  @Test
  void aForwardTakesTheTargetOfTheSourcesFamily() throws BadValue {
    var inside4 = Endpoint.parse("10.20.0.5:22");
    var inside6 = Endpoint.parse("[fd00:20::5]:22");
    var step = new Step.Forward(Port.tcp(2222), List.of(inside4, inside6), true);
    assertThat(action(step, QUARTER).bind("alice", V4, Ask.NOTHING))
        .isEqualTo(
            new Bound(List.of(new Opening.Forward(V4, Port.tcp(2222), inside4, true)), QUARTER));
    assertThat(action(step, QUARTER).bind("alice", V6, Ask.NOTHING))
        .isEqualTo(
            new Bound(List.of(new Opening.Forward(V6, Port.tcp(2222), inside6, true)), QUARTER));
  }

  @Test
  void aForwardWithoutATargetOfTheFamilyIsRefused() throws BadValue {
    var inside6 = Endpoint.parse("[fd00:20::5]:22");
    var step = new Step.Forward(Port.tcp(2222), List.of(inside6), false);
    assertThat(action(step, QUARTER).bind("alice", V4, Ask.NOTHING))
        .isEqualTo(new Unbindable("the action forwards to no IPv4 host"));
  }

  @Test
  void aForwardBetweenFamiliesCanNotBeHeld() throws BadValue {
    var inside6 = Endpoint.parse("[fd00:20::5]:22");
    assertThatThrownBy(() -> new Opening.Forward(V4, Port.tcp(2222), inside6, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTimeThatIsAskedForIsBoundedByTheAction() {
    var term = Term.asked(Duration.ofHours(4));
    assertThat(term.grant(null)).isEqualTo(Duration.ofMinutes(5));
    assertThat(term.grant(Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
    assertThat(term.grant(Duration.ofHours(5))).isEqualTo(Duration.ofHours(4));
    assertThat(term.grant(Ask.NO_LIMIT)).isEqualTo(Duration.ofHours(4));
    assertThat(term.grant(Duration.ZERO)).isEqualTo(Duration.ofMinutes(5));
    assertThat(term.grant(Duration.ofSeconds(-1))).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theUsualTimeIsNeverBeyondTheLongest() {
    assertThat(Term.asked(Duration.ofMinutes(2)).grant(null)).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aFixedTimeIsTheOnlyOne() {
    assertThat(Term.fixed(QUARTER).grant(Duration.ofSeconds(1))).isEqualTo(QUARTER);
  }

  @Test
  void aTermWithoutTimeCanNotBeHeld() {
    assertThatThrownBy(() -> Term.fixed(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Term(Duration.ofHours(2), Duration.ofHours(1), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Action action(Step step, Duration time) {
    return action(step, Term.fixed(time));
  }

  private static Action action(Step step, Term term) {
    return Action.door("act", step, term, AtClose.CUT, 10);
  }
}
