package io.knockgate.lease;

import static io.knockgate.lease.Scene.ADMIN;
import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.ASKED;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.KEPT;
import static io.knockgate.lease.Scene.MAIL;
import static io.knockgate.lease.Scene.NAS;
import static io.knockgate.lease.Scene.SSH;
import static java.time.Duration.ofHours;
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
import io.knockgate.journal.Event;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LeaseBookTest {
  private static final Opening.Pinhole ALICE_22 = new Opening.Pinhole(ALICE, Port.tcp(22));
  private static final Shutting CUT_22 = new Shutting(ALICE_22, AtClose.CUT, false);
  private static final Shutting KEEP_22 = new Shutting(ALICE_22, AtClose.KEEP, false);
  private static final Opening.Forward TO_NAS =
      new Opening.Forward(ALICE, Port.tcp(2222), new Endpoint(Address.v4(0x0a140005), 22), false);

  private final Scene scene = new Scene();

  @Test
  void aGrantOpensItsDoorForItsTimeAndIsTold() {
    var open = scene.opened(NAS, ALICE, 15);

    assertThat(scene.gateway.open())
        .containsOnly(entry(new Shutting(TO_NAS, AtClose.CUT, false), ofMinutes(15)));
    assertThat(open.until()).isEqualTo(scene.now.plus(ofMinutes(15)));
    assertThat(scene.told)
        .containsExactly(
            new Event.Granted(
                scene.now.wall(),
                "anonymous",
                null,
                ALICE,
                null,
                "knock",
                "ssh-to-nas",
                open.lease().id().toString(),
                ofMinutes(15),
                ""));
    assertThat(scene.book.leases()).containsExactly(open);
  }

  @Test
  void aSecondKnockRenewsTheLeaseForItsFullTime() {
    var first = scene.opened(NAS, ALICE, 15);
    scene.pass(ofMinutes(10));

    var second = scene.knock(NAS, ALICE, 15);

    assertThat(second)
        .isInstanceOfSatisfying(
            Outcome.Opened.class,
            opened -> {
              assertThat(opened.renewed()).isTrue();
              assertThat(opened.state().lease()).isEqualTo(first.lease());
            });
    assertThat(scene.gateway.last().shut()).as("renewal never cuts").isEmpty();
    assertThat(scene.gateway.open()).containsValue(ofMinutes(15)).hasSize(1);
    assertThat(scene.lastTold()).isEqualTo("Granted ssh-to-nas renewed");
  }

  @Test
  void aRenewalThatAsksForAnotherPortReplacesTheDoorAndSaysSo() {
    scene.knock(ASKED, ALICE, Port.tcp(22), 5);
    scene.knock(ASKED, ALICE, Port.tcp(443), 5);

    assertThat(scene.gateway.last())
        .isEqualTo(
            new Change(
                List.of(CUT_22),
                List.of(
                    new Passage(
                        new Opening.Pinhole(ALICE, Port.tcp(443)),
                        ofMinutes(5),
                        AtClose.CUT,
                        Entry.ALL))));
    assertThat(scene.lastTold())
        .isEqualTo("Granted open-asked renewed with tcp/443 instead of tcp/22");
  }

  @Test
  void anActionsLimitIsKeptAndARenewalIsNotCounted() {
    var few = Scene.limited(SSH, 1);
    scene.opened(few, ALICE, 5);

    assertThat(scene.knock(few, BOB, 5))
        .isEqualTo(new Outcome.Refused("there are already 1 leases of it"));
    assertThat(scene.lastTold()).isEqualTo("Refused open-ssh there are already 1 leases of it");
    assertThat(scene.knock(few, ALICE, 5)).isInstanceOf(Outcome.Opened.class);
    scene.knockShut(few, ALICE);
    assertThat(scene.knock(few, BOB, 5)).isInstanceOf(Outcome.Opened.class);
  }

  @Test
  void theNewerForwardOfAPortEndsTheOlderLease() {
    var older = scene.opened(NAS, ALICE, 15);
    scene.opened(NAS, BOB, 15);

    var newer = scene.opened(MAIL, ALICE, 5);

    assertThat(scene.gateway.last().shut())
        .containsExactly(new Shutting(TO_NAS, AtClose.CUT, false));
    assertThat(scene.book.leases()).hasSize(2).contains(newer).doesNotContain(older);
    assertThat(scene.told.get(2))
        .as("told before the end that names it: where that is written, this is")
        .isInstanceOf(Event.Granted.class);
    assertThat(scene.told.get(3))
        .isInstanceOfSatisfying(
            Event.Closed.class,
            closed ->
                assertThat(closed.reason())
                    .isEqualTo("lease " + newer.lease().id() + " of ssh-to-mail took its port"));
  }

  @Test
  void aForwardAndAPinholeOfOnePortAreRivalsToo() {
    var pinhole = Scene.pinhole("open-2222", AtClose.CUT, Port.tcp(2222));
    scene.opened(pinhole, ALICE, 15);
    scene.opened(NAS, ALICE, 15);
    assertThat(scene.book.leases()).hasSize(1);

    scene.opened(pinhole, ALICE, 15);
    assertThat(scene.book.leases()).hasSize(1);
  }

  @Test
  void pinholesOfOneSourceAndPortShareTheDoorForTheLongestTime() {
    scene.opened(SSH, ALICE, 30);
    scene.opened(ADMIN, ALICE, 5);
    assertThat(scene.gateway.open()).containsOnly(entry(CUT_22, ofMinutes(30)));

    scene.pass(ofMinutes(1));
    scene.knockShut(SSH, ALICE);

    assertThat(scene.gateway.last().shut()).isEmpty();
    assertThat(scene.gateway.open()).containsOnly(entry(CUT_22, ofMinutes(4)));
    scene.knockShut(ADMIN, ALICE);
    assertThat(scene.gateway.open()).isEmpty();
  }

  @Test
  void pinholesThatEndDifferentlyAreTwoDoors() {
    scene.opened(SSH, ALICE, 5);
    scene.opened(KEPT, ALICE, 10);
    assertThat(scene.gateway.open())
        .containsOnly(entry(CUT_22, ofMinutes(5)), entry(KEEP_22, ofMinutes(10)));

    scene.knockShut(KEPT, ALICE);
    assertThat(scene.gateway.last()).isEqualTo(new Change(List.of(KEEP_22), List.of()));
  }

  @Test
  void aRefusedOpeningLeavesEverythingAsItWas() {
    var nas = scene.opened(NAS, ALICE, 15);
    scene.write();
    scene.gateway.refuse("the set is full");

    assertThat(scene.knock(MAIL, ALICE, 5)).isEqualTo(new Outcome.Refused("the set is full"));

    assertThat(scene.lastTold()).isEqualTo("Refused ssh-to-mail the set is full");
    assertThat(scene.book.leases()).containsExactly(nas);
    assertThat(scene.outbox.take(10).isEmpty()).isTrue();
  }

  @Test
  void aKnockInTheInstantOfAFlushIsGrantedBesideTheDoorsThatStood() {
    scene.opened(SSH, ALICE, 10);
    scene.gateway.flush();

    scene.opened(SSH, BOB, 5);

    assertThat(scene.gateway.open().values())
        .containsExactlyInAnyOrder(ofMinutes(10), ofMinutes(5));
  }

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
