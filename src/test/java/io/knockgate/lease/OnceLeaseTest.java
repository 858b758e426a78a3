package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.SSH;
import static io.knockgate.lease.Scene.once;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Action;
import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;
import io.knockgate.net.Port;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Leases whose doors shut behind their first connection.
class OnceLeaseTest {
  private static final Opening ALICE_22 = new Opening.Pinhole(ALICE, Port.tcp(22));
  private static final Shutting DOOR = new Shutting(ALICE_22, AtClose.CUT, true);
  private static final Action ONCE = once("once", Port.tcp(22));
  private static final Action OTHER = once("other", Port.tcp(22));

  private final Scene scene = new Scene();

  @Test
  void itIsSeenWhenTheFirstConnectionHasComeAndEachKnockAdmitsOneMore() {
    scene.opened(ONCE, ALICE, 10);
    assertThat(scene.gateway.open()).containsOnlyKeys(DOOR);
    assertThat(isUsed()).isFalse();
    scene.gateway.use(ALICE_22);
    assertThat(isUsed()).isTrue();
    scene.pass(ofMinutes(1));
    scene.book.realarm(scene.now);
    assertThat(isUsed()).isTrue();
    scene.opened(ONCE, ALICE, 10);
    assertThat(scene.gateway.last().open())
        .containsExactly(new Passage(ALICE_22, ofMinutes(10), AtClose.CUT, Entry.FIRST));
    assertThat(isUsed()).isFalse();
    scene.book.closeAll(_ -> true, Ending.command("root"), scene.now);
    assertThat(scene.gateway.last()).isEqualTo(new Change(List.of(DOOR), List.of()));
  }

  @Test
  void theEndOfOneLeaseAdmitsNobodyByADoorThatItSharedWithAnother() {
    var longer = scene.opened(OTHER, ALICE, 20);
    scene.opened(ONCE, ALICE, 10);
    scene.gateway.use(ALICE_22);
    scene.book.close(longer.lease().id(), Ending.command("root"), scene.now);
    assertThat(scene.gateway.last())
        .isEqualTo(
            new Change(
                List.of(), List.of(new Passage(ALICE_22, ofMinutes(10), AtClose.CUT, Entry.REST))));
    assertThat(isUsed()).isTrue();
  }

  @Test
  void whatMendsTheFirewallAdmitsNobody() throws Exception {
    scene.opened(ONCE, ALICE, 10);
    scene.gateway.use(ALICE_22);
    scene.gateway.flush();
    scene.book.reconcile(scene.now);
    assertThat(isUsed()).isTrue();
    scene.restart(Scene.actions(ONCE));
    assertThat(scene.gateway.open()).containsOnlyKeys(DOOR);
    assertThat(isUsed()).isTrue();
  }

  @Test
  void itIsNoLongerWrittenWhereTheActionIsNoLongerSo() throws Exception {
    scene.opened(ONCE, ALICE, 10);
    scene.restart(Scene.actions(Scene.pinhole("once", AtClose.CUT, Port.tcp(22))));
    assertThat(scene.book.leases()).isEmpty();
    assertThat(scene.gateway.open()).isEmpty();
  }

  @Test
  void aDoorForAllStandsBesideOneForTheFirst() {
    scene.opened(SSH, ALICE, 5);
    scene.opened(ONCE, ALICE, 10);
    assertThat(scene.gateway.open())
        .containsOnlyKeys(DOOR, new Shutting(ALICE_22, AtClose.CUT, false));
  }

  @Test
  void aGatewayThatDoesNotTellChangesNothing() {
    scene.opened(ONCE, ALICE, 10);
    scene.gateway.use(ALICE_22);
    scene.gateway.refuse("told to");
    assertThat(isUsed()).isFalse();
    assertThat(scene.book.leases()).hasSize(1);
  }

  private boolean isUsed() {
    scene.book.look();
    return scene.book.leases().stream()
        .allMatch(live -> live instanceof LeaseState.Open open && open.used());
  }
}
