package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.NAS;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.net.Port;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Scene scene = new Scene();
  private final Outbox outbox = scene.outbox;

  private static Event event(int number) {
    return new Event.Refused(
        Instant.ofEpochSecond(number),
        "anonymous",
        null,
        ALICE,
        null,
        null,
        "ssh",
        "number " + number);
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
    assertThat(outbox.take(1).told()).containsExactly(event(1));
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

  private static Batch jobs(List<Id> gone, Job... jobs) {
    return new Batch(List.of(), List.of(), gone, List.of(jobs), List.of());
  }

  @Test
  void aJobHasOneNoteWhichIsItsLastState() {
    outbox.keep(scene.job(1, Duration.ZERO));
    outbox.keep(scene.job(2, Duration.ZERO));
    var later = scene.job(1, Duration.ofHours(1));
    outbox.keep(later);
    outbox.forget(new Id(2));

    assertThat(outbox.waiting()).isEqualTo(2);
    assertThat(outbox.take(10)).isEqualTo(jobs(List.of(new Id(2)), later));
  }

  @Test
  void aLeasesEndAndTheJobThatFollowsItComeTogetherHoweverSmallTheBatch() {
    var closed = closed(5);
    var next = scene.job(5, Duration.ZERO);
    outbox.put(closed, next);
    outbox.keep(scene.job(6, Duration.ZERO));

    var batch = outbox.take(1);

    var both =
        new Batch(List.of(closed.lease().id()), List.of(), List.of(), List.of(next), List.of());
    assertThat(batch).isEqualTo(both);
    outbox.giveBack(batch);
    assertThat(outbox.take(1)).as("also when they were given back").isEqualTo(both);
  }

  @Test
  void aJobThatIsOverBeforeTheEndItFollowsIsWrittenIsNeverWritten() {
    var closed = closed(5);
    outbox.put(closed, scene.job(5, Duration.ZERO));
    outbox.forget(new Id(5));
    assertThat(outbox.take(10))
        .isEqualTo(
            new Batch(
                List.of(closed.lease().id()), List.of(), List.of(new Id(5)), List.of(), List.of()));
  }

  @Test
  void noEventIsWrittenBeforeANoteThatWasLeftBeforeIt() {
    outbox.tell(event(1));
    outbox.keep(scene.job(1, Duration.ZERO));
    outbox.keep(scene.job(2, Duration.ZERO));
    outbox.tell(event(2));

    var first = outbox.take(1);
    assertThat(first.told()).containsExactly(event(1));
    outbox.giveBack(first);
    assertThat(outbox.take(1).told()).containsExactly(event(1));
    assertThat(outbox.take(1).told()).containsExactly(event(2));
  }

  private LeaseState.Closed closed(long id) {
    var lease =
        new Lease(
            new Id(id),
            "ssh",
            "anonymous",
            null,
            ALICE,
            List.of(new Opening.Pinhole(ALICE, Port.tcp(22))),
            AtClose.CUT,
            false,
            Instant.EPOCH);
    return new LeaseState.Closed(lease, Ending.TIME, Instant.EPOCH);
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
