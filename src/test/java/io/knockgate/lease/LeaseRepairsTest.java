package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.NAS;
import static io.knockgate.lease.Scene.SSH;
import static java.time.Duration.ofMinutes;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.Action;
import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What becomes of leases and doors when the firewall or the rules have changed.
class LeaseRepairsTest {
  private static final Opening.Forward TO_NAS =
      new Opening.Forward(ALICE, Port.tcp(2222), new Endpoint(Address.v4(0x0a140005), 22), false);

  private final Scene scene = new Scene();

  @Test
  void aFlushedTableIsRestoredWithTheTimeThatIsLeft() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.pass(ofMinutes(1));
    scene.gateway.flush();

    scene.book.reconcile(scene.now);

    assertThat(scene.gateway.open()).containsValue(ofMinutes(14)).hasSize(1);
  }

  @Test
  void aDoorThatTheKernelShutsSoonerShortensItsLease() throws Exception {
    var lease = scene.opened(NAS, ALICE, 15).lease();
    scene.gateway.apply(
        new Change(List.of(), List.of(new Passage(TO_NAS, ofMinutes(3), AtClose.CUT, Entry.ALL))));
    scene.write();

    scene.book.reconcile(scene.now);

    assertThat(scene.book.leases())
        .singleElement()
        .satisfies(live -> assertThat(live.until()).isEqualTo(scene.now.plus(ofMinutes(3))));
    assertThat(scene.outbox.take(1).open()).extracting(open -> open.lease()).containsExactly(lease);
  }

  @Test
  void whatMendsTheFirewallTriesAgainToShutWhatItRefusedTo() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.gateway.refuse("busy");
    scene.knockShut(NAS, ALICE);
    scene.gateway.obey();

    scene.book.reconcile(scene.now);

    assertThat(scene.gateway.open()).isEmpty();
    assertThat(scene.lastTold()).isEqualTo("Closed ssh-to-nas closed by a knock");
  }

  @Test
  void aDoorWhoseAnswerWasLostIsShutByWhatMendsTheFirewall() throws Exception {
    scene.gateway.refuse("busy");
    scene.knock(NAS, ALICE, 15);
    assertThat(scene.book.isUnsure()).as("a refusal is sure").isFalse();
    scene.gateway.obey();
    scene.gateway.loseAnswers();
    assertThat(scene.knock(NAS, ALICE, 15)).isInstanceOf(Outcome.Refused.class);
    assertThat(scene.gateway.open()).hasSize(1);
    assertThat(scene.book.isUnsure()).isTrue();
    scene.gateway.obey();

    scene.book.reconcile(scene.now);

    assertThat(scene.gateway.open()).isEmpty();
    assertThat(scene.book.isUnsure()).isFalse();
  }

  private static Predicate<Lease> of(Action action) {
    return lease -> lease.action().equals(action.name());
  }

  @Test
  void otherRulesShutTheDoorsThatTheyWouldNotGrantAndThenTheirLeases() throws Exception {
    var nas = scene.opened(NAS, ALICE, 15);
    scene.opened(SSH, BOB, 10);

    scene.book.reform(of(NAS), scene.now);

    assertThat(scene.gateway.open())
        .containsOnly(entry(new Shutting(TO_NAS, AtClose.CUT, false), ofMinutes(15)));
    assertThat(scene.told).as("not yet").hasSize(2);
    assertThat(scene.book.closeUnwritten(of(NAS), scene.now))
        .singleElement()
        .isInstanceOf(LeaseState.Closed.class);
    assertThat(scene.book.leases()).containsExactly(nas);
    assertThat(scene.lastTold()).isEqualTo("Closed open-ssh the configuration no longer has it");
  }

  @Test
  void otherRulesThatTheMachineRefusesChangeNothing() {
    var nas = scene.opened(NAS, ALICE, 15);
    scene.gateway.refuse("no permission");

    assertThatThrownBy(() -> scene.book.reform(_ -> false, scene.now))
        .isInstanceOf(GatewayException.class);

    assertThat(scene.gateway.open()).hasSize(1);
    assertThat(scene.book.leases()).containsExactly(nas);
  }
}
