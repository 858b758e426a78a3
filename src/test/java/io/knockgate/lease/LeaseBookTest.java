package io.knockgate.lease;

import static io.knockgate.lease.Scene.ADMIN;
import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.ASKED;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.KEPT;
import static io.knockgate.lease.Scene.MAIL;
import static io.knockgate.lease.Scene.NAS;
import static io.knockgate.lease.Scene.SSH;
import static java.time.Duration.ofMinutes;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;
import io.knockgate.journal.Event;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.util.List;
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
        .isEqualTo(new Outcome.Refused("there is already a lease of it"));
    assertThat(scene.lastTold()).isEqualTo("Refused open-ssh there is already a lease of it");
    assertThat(scene.knock(few, ALICE, 5)).isInstanceOf(Outcome.Opened.class);
    scene.knockShut(few, ALICE);
    assertThat(scene.knock(few, BOB, 5)).isInstanceOf(Outcome.Opened.class);
  }

  @Test
  void thereIsALimitToAllLeasesTogether() {
    for (int i = 0; i < LeaseBook.MOST; i++) {
      scene.opened(SSH, Address.v4(i + 1), 5);
    }
    var full = "there are already " + LeaseBook.MOST + " leases in all";

    assertThat(scene.knock(SSH, ALICE, 5)).isEqualTo(new Outcome.Refused(full));
    assertThat(scene.knock(ADMIN, Address.v4(1), 5)).isEqualTo(new Outcome.Refused(full));
    assertThat(scene.lastTold()).isEqualTo("Refused admin " + full);
    assertThat(scene.gateway.open()).hasSize(LeaseBook.MOST);
    assertThat(scene.knock(SSH, Address.v4(1), 5)).isInstanceOf(Outcome.Opened.class);
    scene.knockShut(SSH, Address.v4(2));
    assertThat(scene.knock(SSH, ALICE, 5)).isInstanceOf(Outcome.Opened.class);
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
}
