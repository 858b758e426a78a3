package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.NAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScribeTest {
  private final Scene scene = new Scene();
  private final FakeLeaseStore store = new FakeLeaseStore();
  private final FakeAlarm alarm = new FakeAlarm(_ -> {});
  private final FakeAlarm begins = new FakeAlarm(_ -> {});
  private final Scribe scribe =
      new Scribe(scene.outbox, () -> {}, store, alarm, begins, () -> scene.now.wall());
  private final Event event =
      new Event.Refused(Instant.EPOCH, "anonymous", null, ALICE, null, null, "ssh", "no");

  private final Event.Job end =
      new Event.Job(
          Instant.EPOCH,
          "anonymous",
          null,
          ALICE,
          null,
          null,
          "backup",
          null,
          new Id(1).toString(),
          "steps",
          Event.Stage.DONE,
          "",
          0,
          "");

  /// What was told of the scene's leases, and then the event.
  private List<Event> told() {
    var told = new ArrayList<>(scene.told);
    told.add(event);
    return told;
  }

  @Test
  void aLeaseIsSavedAndItsAlarmSet() {
    var open = scene.opened(NAS, ALICE, 15);

    assertThat(scribe.writeOnce()).isTrue();

    assertThat(store.leases).containsValue(open);
    assertThat(alarm.times).containsEntry(open.lease().id(), open.until().wall());
    assertThat(scribe.health()).isEqualTo(new Health("", 0, 0));
  }

  @Test
  void aClosedLeaseIsForgottenAndItsAlarmTakenBack() {
    scene.opened(NAS, ALICE, 15);
    scribe.writeOnce();
    scene.knockShut(NAS, ALICE);

    scribe.writeOnce();

    assertThat(store.leases).isEmpty();
    assertThat(alarm.times).isEmpty();
  }

  @Test
  void aJobIsSavedAndItsAlarmSetWhereItIsDueLater() {
    var later = scene.job(1, Duration.ofHours(1));
    var now = scene.job(2, Duration.ZERO);
    scene.outbox.keep(later);
    scene.outbox.keep(now);

    assertThat(scribe.writeOnce()).isTrue();

    assertThat(store.jobs).containsOnlyKeys(later.id(), now.id());
    assertThat(begins.times).containsOnly(Map.entry(later.id(), later.due().at().wall()));
    assertThat(alarm.times).isEmpty();
  }

  @Test
  void aJobThatIsOverIsForgottenAndItsAlarmTakenBack() {
    scene.outbox.keep(scene.job(1, Duration.ofHours(1)));
    scribe.writeOnce();
    scene.outbox.forget(new Id(1), end);

    scribe.writeOnce();

    assertThat(store.jobs).isEmpty();
    assertThat(begins.times).isEmpty();
    assertThat(store.told).containsExactly(end);
  }

  @Test
  void aJobsAlarmThatCantBeSetIsTriedAgainAndNoEventIsWrittenTwice() {
    begins.refusal = "locked";
    scene.outbox.keep(scene.job(1, Duration.ofHours(1)));
    scene.outbox.tell(event);
    assertThat(scribe.writeOnce()).isFalse();

    begins.refusal = null;
    assertThat(scribe.writeOnce()).isTrue();

    assertThat(begins.times).containsKey(new Id(1));
    assertThat(store.told).containsExactly(event);
  }

  @Test
  void whatCameTogetherIsWrittenTogether() {
    scene.opened(NAS, ALICE, 15);
    scene.opened(NAS, BOB, 15);
    scene.outbox.tell(event);
    scribe.writeOnce();
    assertThat(store.saves).isEqualTo(1);
    assertThat(store.told).containsExactlyElementsOf(told());
  }

  @Test
  void withNothingToWriteTheDiskIsLeftAlone() {
    assertThat(scribe.writeOnce()).isTrue();
    assertThat(store.saves).isZero();
  }

  @Test
  void whileTheDiskIsFullNothingIsLostAndHealthSaysSo() {
    store.refusal = "the disk is full";
    scene.opened(NAS, ALICE, 15);
    scene.outbox.tell(event);

    assertThat(scribe.writeOnce()).isFalse();
    assertThat(scribe.health()).isEqualTo(new Health("the disk is full", 3, 0));
    assertThat(scribe.health().trouble()).isNotEmpty();

    store.refusal = null;
    assertThat(scribe.writeOnce()).isTrue();
    assertThat(store.leases).hasSize(1);
    assertThat(store.told).containsExactlyElementsOf(told());
    assertThat(scribe.health().trouble()).isEmpty();
  }

  @Test
  void anAlarmThatCantBeSetIsTriedAgainAndNoEventIsWrittenTwice() {
    alarm.refusal = "locked";
    var id = scene.opened(NAS, ALICE, 15).lease().id();
    scene.outbox.tell(event);
    assertThat(scribe.writeOnce()).isFalse();

    alarm.refusal = null;
    assertThat(scribe.writeOnce()).isTrue();

    assertThat(alarm.times).containsKey(id);
    assertThat(store.told).containsExactlyElementsOf(told());
  }

  @Test
  void onItsThreadItWritesByItselfAndOutlastsAFailingDisk() throws Exception {
    store.refusal = "the disk is full";
    scene.opened(NAS, ALICE, 15);
    var thread = Thread.ofPlatform().start(scribe);
    await().atMost(Duration.ofSeconds(60)).until(() -> !scribe.health().trouble().isEmpty());

    store.refusal = null;
    await().atMost(Duration.ofSeconds(60)).until(() -> scribe.health().trouble().isEmpty());
    assertThat(scribe.health().waiting()).isZero();

    scribe.stop();
    assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    assertThat(store.leases).hasSize(1);
  }

  @Test
  void aDiskThatDoesNotAnswerIsToldOf() throws Exception {
    var answers = new CountDownLatch(1);
    LeaseStore hanging =
        new LeaseStore() {
          @Override
          public Remembered load() {
            return new Remembered(List.of(), List.of());
          }

          @Override
          public List<Job> jobs(Moment now) {
            return List.of();
          }

          @Override
          public void save(Batch batch) {
            try {
              answers.await();
            } catch (InterruptedException over) {
              Thread.currentThread().interrupt();
            }
          }
        };
    var waiting =
        new Scribe(scene.outbox, () -> {}, hanging, alarm, begins, () -> scene.now.wall());
    scene.outbox.tell(event);
    var thread = Thread.ofPlatform().start(waiting);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> waiting.health().trouble().startsWith("the disk has not answered for "));
    assertThat(waiting.health().waiting()).as("what is being written").isOne();

    answers.countDown();
    await().atMost(Duration.ofSeconds(60)).until(() -> waiting.health().trouble().isEmpty());
    assertThat(waiting.health().waiting()).isZero();
    waiting.stop();
    assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
  }

  @Test
  void whenItIsStoppedItWritesWhatIsLeft() {
    for (int i = 0; i < Scribe.MOST_AT_ONCE + 1; i++) {
      scene.outbox.tell(event);
    }
    scribe.stop();
    scribe.run();
    assertThat(store.told).hasSize(Scribe.MOST_AT_ONCE + 1);
  }

  @Test
  void whenItIsStoppedAFullDiskDoesNotKeepIt() {
    store.refusal = "the disk is full";
    scene.outbox.tell(event);
    scribe.stop();
    scribe.run();
    assertThat(scribe.health().waiting()).isEqualTo(1);
  }

  @Test
  void nothingIsWrittenBeforeWhatMustComeFirst() throws Exception {
    var obstacle = new AtomicReference<@Nullable String>("the disk is read-only");
    var waiting =
        new Scribe(
            scene.outbox,
            () -> {
              var refusal = obstacle.get();
              if (refusal != null) {
                throw new StoreException(refusal);
              }
            },
            store,
            alarm,
            begins,
            () -> scene.now.wall());
    scene.opened(NAS, ALICE, 15);
    var thread = Thread.ofPlatform().start(waiting);
    await().atMost(Duration.ofSeconds(60)).until(() -> !waiting.health().trouble().isEmpty());
    assertThat(waiting.health()).isEqualTo(new Health("the disk is read-only", 2, 0));
    assertThat(store.saves).isZero();

    obstacle.set(null);
    await().atMost(Duration.ofSeconds(60)).until(() -> waiting.health().waiting() == 0);
    assertThat(waiting.health().trouble()).isEmpty();
    waiting.stop();
    assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    assertThat(store.leases).hasSize(1);
  }

  @Test
  void whenItIsStoppedBeforeThatNothingIsWrittenAtAll() {
    var waiting =
        new Scribe(
            scene.outbox,
            () -> {
              throw new StoreException("the disk is read-only");
            },
            store,
            alarm,
            begins,
            () -> scene.now.wall());
    scene.outbox.tell(event);
    waiting.stop();
    waiting.run();
    assertThat(store.saves).isZero();
    assertThat(waiting.health()).isEqualTo(new Health("the disk is read-only", 1, 0));
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    var thread = Thread.ofPlatform().start(scribe);
    await().atMost(Duration.ofSeconds(60)).until(() -> thread.getState() == Thread.State.WAITING);
    scene.outbox.tell(event);
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    assertThat(store.told).containsExactly(event);
  }
}
