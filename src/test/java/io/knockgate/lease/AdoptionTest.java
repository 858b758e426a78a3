package io.knockgate.lease;

import static io.knockgate.lease.Scene.ADMIN;
import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.NAS;
import static io.knockgate.lease.Scene.SSH;
import static io.knockgate.lease.Scene.actions;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.knockgate.action.AtClose;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.journal.Event;
import io.knockgate.net.Port;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private final Scene scene = new Scene();

  @Test
  void openLeasesGoOnForTheTimeTheyHaveLeft() throws Exception {
    var lease = scene.opened(NAS, ALICE, 15).lease();
    scene.pass(ofMinutes(5));

    scene.restart(actions(NAS));

    assertThat(scene.gateway.open()).containsValue(ofMinutes(10)).hasSize(1);
    assertThat(scene.book.leases()).extracting(LeaseState::lease).containsExactly(lease);
    assertThat(scene.told).as("nothing new happened").hasSize(1);
    assertThat(scene.outbox.take(9).open()).as("their alarms are set anew").hasSize(1);
  }

  @Test
  void theTimeLeftIsTheMonotonicClocksWhateverTheWallClockDid() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.pass(ofMinutes(5));
    scene.step(ofHours(10));

    scene.restart(actions(NAS));

    assertThat(scene.gateway.open()).containsValue(ofMinutes(10));
  }

  @Test
  void aDoorThatWentMissingMeanwhileIsOpenedAgain() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.gateway.flush();
    scene.restart(actions(NAS));
    assertThat(scene.gateway.open()).containsValue(ofMinutes(15));
  }

  @Test
  void aLeaseWhoseTimeRanOutMeanwhileIsClosedAndTold() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.opened(SSH, ALICE, 30);
    scene.pass(ofMinutes(20));

    scene.restart(actions(NAS, SSH));

    assertThat(scene.book.leases()).hasSize(1);
    assertThat(scene.lastTold()).isEqualTo("Closed ssh-to-nas its time is over");
    assertThat(scene.gateway.last().shut()).as("its old sessions go").hasSize(1);
  }

  @Test
  void closingOneThatRanOutLeavesTheDoorToWhoSharesIt() throws Exception {
    scene.opened(ADMIN, ALICE, 15);
    scene.opened(SSH, ALICE, 30);
    scene.pass(ofMinutes(20));

    scene.restart(actions(ADMIN, SSH));

    assertThat(scene.gateway.open()).containsValue(ofMinutes(10)).hasSize(1);
  }

  @Test
  void aLeaseOfAnEarlierBootIsOver() throws Exception {
    var old = scene.opened(NAS, ALICE, 15).lease();
    var reborn = new Scene();

    reborn.book.adopt(
        new Remembered(List.of(), List.of(old)),
        lease -> lease.isWrittenIn(actions(NAS)),
        reborn.now);

    assertThat(reborn.gateway.open()).isEmpty();
    assertThat(reborn.book.leases()).isEmpty();
    assertThat(reborn.lastTold()).isEqualTo("Closed ssh-to-nas the gateway restarted");
    assertThat(reborn.outbox.take(1).gone()).containsExactly(old.id());
  }

  @Test
  void aLeaseThatIsNoLongerWrittenIsShut() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.opened(SSH, ALICE, 15);
    scene.opened(SSH, BOB, 15);
    var moved = Scene.pinhole(SSH.name(), AtClose.CUT, Port.tcp(2022));

    scene.restart(actions(moved));

    assertThat(scene.gateway.open()).isEmpty();
    assertThat(scene.told.subList(3, 6))
        .allSatisfy(
            event -> assertThat(event.reason()).isEqualTo("the configuration no longer has it"));
  }

  @Test
  void aDoorWithoutALeaseIsShut() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.write();
    scene.disk.clear();
    scene.restart(actions(NAS));
    assertThat(scene.gateway.open()).isEmpty();
  }

  @Test
  void aLeaseThatWasClosingIsNotOpenedAgain() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.gateway.refuse("busy");
    scene.knockShut(NAS, ALICE);
    scene.gateway.obey();

    scene.restart(actions(NAS));

    assertThat(scene.gateway.open()).isEmpty();
  }

  @Test
  void whenTheMachineRefusesNothingIsForgotten() {
    scene.opened(NAS, ALICE, 15);
    scene.write();
    scene.gateway.refuse("no permission");

    assertThatThrownBy(() -> scene.restart(actions(NAS))).isInstanceOf(GatewayException.class);

    assertThat(scene.book.leases()).isEmpty();
    assertThat(scene.outbox.take(1).isEmpty()).as("the disk still has it").isTrue();
  }

  @Test
  void aDoorThatTheKernelShutsSoonerShortensTheLeaseThatIsAdopted() throws Exception {
    scene.opened(NAS, ALICE, 15);
    scene.write();
    var shorter =
        scene.gateway.last().open().stream()
            .map(door -> new Passage(door.opening(), ofMinutes(3), door.atClose(), door.entry()))
            .toList();
    scene.gateway.apply(new Change(List.of(), shorter));

    scene.restart(actions(NAS));

    assertThat(scene.book.leases())
        .singleElement()
        .satisfies(live -> assertThat(live.until()).isEqualTo(scene.now.plus(ofMinutes(3))));
  }

  @Test
  void leasesThatCouldNotBeAdoptedAreToldAsOverAndForgotten() {
    var open = scene.opened(NAS, ALICE, 15);
    var old = scene.opened(SSH, BOB, 15).lease();
    var reborn = new Scene();

    reborn.book.end(new Remembered(List.of(open), List.of(old)), reborn.now);

    assertThat(reborn.told)
        .extracting(Event::action, Event::reason)
        .containsExactlyInAnyOrder(
            tuple(
                "ssh-to-nas", "it could not be read when the daemon started, so its door was shut"),
            tuple("open-ssh", "the gateway restarted"));
    assertThat(reborn.outbox.take(9).gone()).containsExactlyInAnyOrder(open.lease().id(), old.id());
    assertThat(reborn.book.leases()).isEmpty();
  }
}
