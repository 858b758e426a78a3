package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.NAS;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.journal.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Scene scene = new Scene();
  private final Outbox outbox = scene.outbox;

  private static Event event(int number) {
    return new Event.Refused(
        Instant.ofEpochSecond(number), "anonymous", ALICE, null, "ssh", "number " + number);
  }

  @Test
  void aLeaseHasOneNoteWhichIsItsLastState() {
    scene.opened(NAS, ALICE, 5);
    var renewed = scene.opened(NAS, ALICE, 10);
    var other = scene.opened(NAS, BOB, 10);

    assertThat(outbox.take(10)).isEqualTo(new Batch(List.of(), List.of(renewed, other), List.of()));
    assertThat(outbox.take(10).isEmpty()).isTrue();
  }

  @Test
  void aClosedLeaseIsGone() {
    var id = scene.opened(NAS, ALICE, 5).lease().id();
    scene.knockShut(NAS, ALICE);
    assertThat(outbox.take(10)).isEqualTo(new Batch(List.of(id), List.of(), List.of()));
  }

  @Test
  void aBatchIsBounded() {
    scene.opened(NAS, ALICE, 5);
    scene.opened(NAS, BOB, 5);
    outbox.tell(event(1));
    outbox.tell(event(2));

    assertThat(outbox.take(1).open())
        .extracting(open -> open.lease().source())
        .containsExactly(ALICE);
    assertThat(outbox.take(1).told()).containsExactly(event(2));
    assertThat(outbox.waiting()).isZero();
  }

  @Test
  void whatIsGivenBackComesFirstButANewerNoteStands() {
    scene.opened(NAS, ALICE, 5);
    var bob = scene.opened(NAS, BOB, 5);
    outbox.tell(event(1));
    var failed = outbox.take(10);
    var renewed = scene.opened(NAS, ALICE, 10);
    outbox.tell(event(2));

    outbox.giveBack(failed);

    assertThat(outbox.take(10))
        .isEqualTo(new Batch(List.of(), List.of(renewed, bob), List.of(event(1), event(2))));
  }

  @Test
  void aLeaseThatWasGivenBackAndIsClosedByNowIsGone() {
    var id = scene.opened(NAS, ALICE, 5).lease().id();
    var failed = outbox.take(10);
    scene.knockShut(NAS, ALICE);

    outbox.giveBack(failed);

    assertThat(outbox.take(10)).isEqualTo(new Batch(List.of(id), List.of(), List.of()));
  }

  @Test
  void eventsBeyondTheBoundAreCountedAndDropped() {
    for (int i = 0; i < Outbox.MOST_EVENTS + 7; i++) {
      outbox.tell(event(i));
    }
    assertThat(outbox.waiting()).isEqualTo(Outbox.MOST_EVENTS);
    assertThat(outbox.lost()).isEqualTo(7);
  }

  @Test
  void waitingEndsWhenItIsClosedAndNotesAreStillTaken() throws Exception {
    outbox.tell(event(1));
    assertThat(outbox.await()).isTrue();
    outbox.close();
    assertThat(outbox.await()).isFalse();
    outbox.rest(Duration.ofDays(1));
    assertThat(outbox.take(10).told()).containsExactly(event(1));
  }
}
