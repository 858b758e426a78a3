package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.CAROL;
import static io.knockgate.lease.Scene.NAS;
import static io.knockgate.lease.Scene.SSH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.journal.Event;
import io.knockgate.net.Port;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {
  private static final Duration LONG = Duration.ofSeconds(60);

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

    assertThat(outbox.take(10))
        .isEqualTo(new Batch(List.of(), List.of(renewed, other), scene.told));
    assertThat(outbox.take(10).isEmpty()).isTrue();
  }

  @Test
  void aClosedLeaseIsGone() {
    var id = scene.opened(NAS, ALICE, 5).lease().id();
    scene.knockShut(NAS, ALICE);
    assertThat(outbox.take(10)).isEqualTo(new Batch(List.of(id), List.of(), scene.told));
  }

  @Test
  void aBatchIsBounded() {
    var alice = scene.opened(NAS, ALICE, 5);
    var bob = scene.opened(NAS, BOB, 5);
    outbox.tell(event(1));
    outbox.tell(event(2));

    assertThat(outbox.take(1))
        .isEqualTo(new Batch(List.of(), List.of(alice), List.of(scene.told.getFirst())));
    assertThat(outbox.take(1))
        .isEqualTo(new Batch(List.of(), List.of(bob), List.of(scene.told.getLast())));
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

    var told = new ArrayList<>(scene.told);
    told.add(2, event(1));
    told.addLast(event(2));
    assertThat(outbox.take(10)).isEqualTo(new Batch(List.of(), List.of(renewed, bob), told));
  }

  @Test
  void aLeaseThatWasGivenBackAndIsClosedByNowIsGone() {
    var id = scene.opened(NAS, ALICE, 5).lease().id();
    var failed = outbox.take(10);
    scene.knockShut(NAS, ALICE);

    outbox.giveBack(failed);

    assertThat(outbox.take(10)).isEqualTo(new Batch(List.of(id), List.of(), scene.told));
  }

  @Test
  void noNoteIsWrittenWithoutTheEventThatCameWithItHoweverManyAreBeforeThat() {
    for (int i = 0; i < 5; i++) {
      outbox.tell(event(i));
    }
    var bob = scene.opened(NAS, BOB, 5);
    outbox.tell(event(6));

    var batch = outbox.take(1);

    assertThat(batch.open()).containsExactly(bob);
    assertThat(batch.told()).hasSize(6).endsWith(scene.told.getFirst());
    outbox.giveBack(batch);
    assertThat(outbox.take(1)).as("also when they were given back").isEqualTo(batch);
  }

  @Test
  void whatWasLeftBeforeAnEventThatHasToBeWrittenIsWrittenWithIt() {
    var alice = scene.opened(NAS, ALICE, 5);
    var bob = scene.opened(NAS, BOB, 5);
    var renewed = scene.opened(NAS, ALICE, 10);
    var carol = scene.opened(SSH, CAROL, 5);

    var batch = outbox.take(1);

    assertThat(alice.lease().id()).isEqualTo(renewed.lease().id());
    assertThat(batch)
        .isEqualTo(new Batch(List.of(), List.of(renewed, bob), scene.told.subList(0, 3)));
    assertThat(outbox.take(1).open()).containsExactly(carol);
  }

  @Test
  void anEventThatComesWithANoteIsNotTakenTwice() {
    scene.opened(NAS, ALICE, 5);
    scene.told.forEach(outbox::tell);
    assertThat(outbox.take(10).told()).isEqualTo(scene.told);
  }

  @Test
  void aNoteWhoseEventWasDroppedWaitsForNone() {
    for (int i = 0; i < Outbox.MOST_EVENTS; i++) {
      outbox.tell(event(i));
    }
    scene.opened(NAS, ALICE, 5);
    assertThat(outbox.lost()).isEqualTo(1);
    var batch = outbox.take(1);
    assertThat(batch.open()).hasSize(1);
    assertThat(batch.told()).hasSize(1);
  }

  private static Event.Job end(long id) {
    return new Event.Job(
        Instant.EPOCH,
        "anonymous",
        null,
        ALICE,
        null,
        null,
        "backup",
        null,
        new Id(id).toString(),
        "steps",
        Event.Stage.DONE,
        "",
        0,
        "");
  }

  @Test
  void aJobHasOneNoteWhichIsItsLastState() {
    outbox.keep(scene.job(1, Duration.ZERO));
    outbox.keep(scene.job(2, Duration.ZERO));
    var later = scene.job(1, Duration.ofHours(1));
    outbox.keep(later);
    outbox.forget(new Id(2), end(2));

    assertThat(outbox.waiting()).isEqualTo(3);
    assertThat(outbox.take(10))
        .isEqualTo(
            new Batch(List.of(), List.of(), List.of(new Id(2)), List.of(later), List.of(end(2))));
  }

  @Test
  void aLeasesEndAndTheJobThatFollowsItComeTogetherHoweverSmallTheBatch() {
    var closed = closed(5);
    var next = scene.job(5, Duration.ZERO);
    outbox.put(closed, next, event(1));
    outbox.keep(scene.job(6, Duration.ZERO));

    var batch = outbox.take(1);

    var both =
        new Batch(
            List.of(closed.lease().id()), List.of(), List.of(), List.of(next), List.of(event(1)));
    assertThat(batch).isEqualTo(both);
    outbox.giveBack(batch);
    assertThat(outbox.take(1)).as("also when they were given back").isEqualTo(both);
  }

  /// As when the events were written and an alarm could not be set.
  @Test
  void whatIsGivenBackWithoutItsEventsIsTakenTogetherAgain() {
    outbox.put(closed(5), scene.job(5, Duration.ZERO), event(1));
    scene.opened(NAS, ALICE, 5);
    outbox.keep(scene.job(6, Duration.ZERO));
    outbox.forget(new Id(7), end(7));
    var failed = outbox.take(10).withoutEvents();
    assertThat(failed.changes()).isEqualTo(5);

    outbox.giveBack(failed);

    assertThat(outbox.take(1)).isEqualTo(failed);
  }

  @Test
  void aJobThatIsOverBeforeTheEndItFollowsIsWrittenIsNeverWritten() {
    var closed = closed(5);
    outbox.put(closed, scene.job(5, Duration.ZERO), event(1));
    outbox.forget(new Id(5), end(5));
    assertThat(outbox.take(10))
        .isEqualTo(
            new Batch(
                List.of(closed.lease().id()),
                List.of(),
                List.of(new Id(5)),
                List.of(),
                List.of(event(1), end(5))));
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

  @ParameterizedTest
  @ValueSource(strings = {"event", "lease", "end"})
  void whoWaitsIsWoken(String by) {
    var woken = waiting(outbox::await, Thread.State.WAITING);
    switch (by) {
      case "event" -> outbox.tell(event(1));
      case "lease" -> outbox.put(closed(5));
      default -> outbox.close();
    }
    assertThat(woken).succeedsWithin(LONG).isEqualTo(!by.equals("end"));
  }

  @Test
  void whoRestsIsWokenByTheEndAndRestsNoMore() throws Exception {
    assertThat(outbox.rest(Duration.ofNanos(1))).isTrue();
    var woken = waiting(() -> outbox.rest(Duration.ofDays(1)), Thread.State.TIMED_WAITING);
    outbox.close();
    assertThat(woken).succeedsWithin(LONG).isEqualTo(false);
    assertThat(outbox.rest(Duration.ofDays(1))).isFalse();
  }

  /// What comes of a wait, once it waits.
  private static Future<Boolean> waiting(Callable<Boolean> wait, Thread.State state) {
    var outcome = new FutureTask<>(wait);
    var thread = Thread.ofPlatform().daemon().start(outcome);
    await().atMost(LONG).until(() -> thread.getState() == state);
    return outcome;
  }
}
