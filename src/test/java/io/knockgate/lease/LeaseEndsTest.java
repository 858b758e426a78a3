package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.NAS;
import static io.knockgate.lease.Scene.SSH;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Shutting;
import io.knockgate.journal.Event;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How leases end: by a command, by a knock, by their alarm, or because nobody rang.
class LeaseEndsTest {
  private static final Opening.Forward TO_NAS =
      new Opening.Forward(ALICE, Port.tcp(2222), new Endpoint(Address.v4(0x0a140005), 22), false);

  private final Scene scene = new Scene();

  @Test
  void aRefusedCloseIsKeptAndTriedAgainAndToldOnceItIsTrue() {
    var lease = scene.opened(NAS, ALICE, 15).lease();
    scene.gateway.refuse("no permission");

    assertThat(scene.book.close(lease.id(), Ending.command("root"), scene.now))
        .get()
        .isInstanceOf(LeaseState.Closing.class);
    assertThat(scene.told).hasSize(1);
    scene.book.sweep(scene.now);
    assertThat(scene.book.leases())
        .singleElement()
        .isInstanceOfSatisfying(
            LeaseState.Closing.class,
            closing -> assertThat(closing.refusal()).isEqualTo("no permission"));

    scene.gateway.obey();
    scene.book.sweep(scene.now);

    assertThat(scene.gateway.open()).isEmpty();
    assertThat(scene.book.leases()).isEmpty();
    assertThat(scene.lastTold()).isEqualTo("Closed ssh-to-nas closed by root");
  }

  @Test
  void aKnockForALeaseThatIsStillClosingShutsItFirst() {
    var old = scene.opened(NAS, ALICE, 15).lease();
    scene.gateway.refuse("busy");
    scene.knockShut(NAS, ALICE);
    assertThat(scene.knock(NAS, ALICE, 15)).isEqualTo(new Outcome.Refused("busy"));

    scene.gateway.obey();
    var anew = scene.opened(NAS, ALICE, 15).lease();

    assertThat(anew.id()).isNotEqualTo(old.id());
    assertThat(scene.gateway.applied().stream().map(Change::shut).flatMap(List::stream))
        .as("the old session was cut before the new door")
        .containsExactly(new Shutting(TO_NAS, AtClose.CUT, false));
    assertThat(scene.gateway.open()).hasSize(1);
  }

  @Test
  void aKnockForALeaseWhoseTimeIsOverOpensANewOne() {
    var old = scene.opened(NAS, ALICE, 15).lease();
    scene.pass(ofMinutes(16));

    assertThat(scene.opened(NAS, ALICE, 15).lease().id()).isNotEqualTo(old.id());
    assertThat(scene.told.get(1)).isInstanceOf(Event.Closed.class);
  }

  @Test
  void anAlarmClosesALeaseAndTellsTheGatewayThoughTheKernelHasShutTheDoor() {
    var lease = scene.opened(NAS, ALICE, 15).lease();
    scene.pass(ofMinutes(15));

    scene.book.ring(lease.id(), scene.now);

    assertThat(scene.gateway.last().shut())
        .containsExactly(new Shutting(TO_NAS, AtClose.CUT, false));
    assertThat(scene.lastTold()).isEqualTo("Closed ssh-to-nas its time is over");
    scene.book.ring(lease.id(), scene.now);
    assertThat(scene.told).as("a second ring is nothing").hasSize(2);
  }

  @Test
  void anAlarmThatASteppedClockRangTooEarlyIsSetAnew() {
    var lease = scene.opened(NAS, ALICE, 15).lease();
    scene.write();
    scene.pass(ofMinutes(1));
    scene.step(ofHours(1));

    scene.book.ring(lease.id(), scene.now);

    assertThat(scene.gateway.open()).containsValue(ofMinutes(14));
    assertThat(scene.outbox.take(1).open())
        .singleElement()
        .satisfies(
            open ->
                assertThat(open.until().wall()).isEqualTo(scene.now.wall().plus(ofMinutes(14))));
  }

  @Test
  void anAlarmThatRingsATrifleTooEarlyIsOnTime() {
    var lease = scene.opened(NAS, ALICE, 15).lease();
    scene.pass(ofMinutes(15).minus(LeaseBook.TOLERANCE).minusNanos(1));
    scene.book.ring(lease.id(), scene.now);
    assertThat(scene.book.leases()).hasSize(1);

    scene.pass(Duration.ofNanos(1));
    scene.book.ring(lease.id(), scene.now);

    assertThat(scene.gateway.open()).isEmpty();
    assertThat(scene.lastTold()).isEqualTo("Closed ssh-to-nas its time is over");
  }

  @Test
  void afterAClockStepAllAlarmsAreSetByTheTimeThatIsReallyLeft() {
    scene.opened(NAS, ALICE, 15);
    scene.opened(SSH, BOB, 15);
    scene.write();
    scene.step(ofHours(-1));

    scene.book.realarm(scene.now);

    assertThat(scene.outbox.take(10).open())
        .hasSize(2)
        .allSatisfy(open -> assertThat(open.until()).isEqualTo(scene.now.plus(ofMinutes(15))));
  }

  @Test
  void aLeaseThatNoAlarmRangForIsClosedBySweeping() {
    scene.opened(NAS, ALICE, 15);
    scene.pass(ofMinutes(15).plus(LeaseBook.OVERDUE));
    scene.book.sweep(scene.now);
    assertThat(scene.book.leases()).as("its alarm may still ring").hasSize(1);

    scene.pass(Duration.ofNanos(1));
    scene.book.sweep(scene.now);

    assertThat(scene.book.leases()).isEmpty();
  }

  @Test
  void sweepingGoesRoundAllLeasesAFewAtATime() {
    for (int i = 0; i < 2 * LeaseBook.SWEPT; i++) {
      scene.opened(NAS, Address.v4(i + 1), 15);
    }
    scene.pass(ofMinutes(16));

    scene.book.sweep(scene.now);
    assertThat(scene.book.leases()).hasSize(LeaseBook.SWEPT);
    scene.book.closeAll(_ -> true, Ending.command("root"), scene.now);
    var told = scene.told.size();
    scene.book.sweep(scene.now);
    assertThat(scene.told).as("what is gone is not closed again").hasSize(told);
  }

  @Test
  void aKnockThatClosesNothingChangesNothing() {
    assertThat(scene.knockShut(NAS, ALICE)).isEmpty();
    assertThat(scene.told).isEmpty();
  }

  @Test
  void aKnockThatClosesHearsWhatCameOfIt() {
    scene.opened(NAS, ALICE, 15);
    scene.gateway.refuse("busy");
    assertThat(scene.knockShut(NAS, ALICE)).get().isInstanceOf(LeaseState.Closing.class);
    scene.gateway.obey();
    assertThat(scene.knockShut(NAS, ALICE)).get().isInstanceOf(LeaseState.Closed.class);
  }

  @Test
  void aCloseCanBeRepeated() {
    var id = scene.opened(NAS, ALICE, 15).lease().id();
    assertThat(scene.book.close(id, Ending.command("root"), scene.now)).isPresent();
    assertThat(scene.book.close(id, Ending.command("root"), scene.now)).isEmpty();
  }

  @Test
  void allLeasesOfAnActionAreClosedAtOnce() {
    scene.opened(NAS, ALICE, 15);
    scene.opened(NAS, BOB, 15);
    scene.opened(SSH, BOB, 15);

    var closed =
        scene.book.closeAll(
            lease -> lease.action().equals("ssh-to-nas"), Ending.command("root"), scene.now);

    assertThat(closed)
        .hasSize(2)
        .allSatisfy(state -> assertThat(state).isInstanceOf(LeaseState.Closed.class));
    assertThat(scene.book.leases()).hasSize(1);
  }
}
