package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.MAIL;
import static io.knockgate.lease.Scene.NAS;
import static io.knockgate.lease.Scene.SSH;
import static io.knockgate.lease.Scene.actions;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.id.Id;
import io.knockgate.job.Due;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// However a lease ends, what follows it is noted once, together with its end.
class AftermathTest {
  private final List<Job> begun = new ArrayList<>();
  private final List<Id> ended = new ArrayList<>();
  private final Scene scene =
      new Scene(
          new Aftermath() {
            @Override
            public void ended(LeaseState.Closed closed) {
              ended.add(closed.lease().id());
            }

            @Override
            public Optional<Job> of(LeaseState.Closed closed, Moment now) {
              var lease = closed.lease();
              var wish = new Wish.Open(lease.action());
              var claim = new Claim(null, lease.client(), wish, lease.source(), Ask.NOTHING);
              var job =
                  new Job(
                      new Id(lease.id().bits() ^ 1),
                      claim,
                      Job.Part.THEN,
                      lease.id(),
                      now,
                      new Due(now, false),
                      0,
                      0);
              return lease.action().equals(SSH.name()) ? Optional.empty() : Optional.of(job);
            }

            @Override
            public void begin(Job job) {
              begun.add(job);
            }
          });

  /// This lease has ended, and exactly one job follows it.
  private void assertFollowed(Lease lease) {
    assertThat(begun).extracting(Job::lease).containsExactly(lease.id());
    assertThat(scene.told)
        .as("its end is told")
        .filteredOn(Event.Closed.class::isInstance)
        .extracting(Event::lease)
        .containsExactly(lease.id().toString());
    var batch = scene.outbox.take(1);
    while (batch.gone().isEmpty()) {
      assertThat(batch.isEmpty()).as("all is taken").isFalse();
      assertThat(batch.jobs()).isEmpty();
      batch = scene.outbox.take(1);
    }
    assertThat(batch.gone()).containsExactly(lease.id());
    assertThat(batch.jobs()).isEqualTo(begun);
    scene.pass(Duration.ofHours(1));
    scene.book.ring(lease.id(), scene.now);
    scene.book.sweep(scene.now);
    scene.book.close(lease.id(), Ending.command("root"), scene.now);
    assertThat(begun).as("once").hasSize(1);
  }

  @Test
  void itsAlarm() {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.pass(ofMinutes(5));
    scene.book.ring(lease.id(), scene.now);
    assertFollowed(lease);
  }

  @Test
  void noAlarm() {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.pass(ofMinutes(6));
    scene.book.sweep(scene.now);
    assertFollowed(lease);
  }

  @Test
  void aKnock() {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.knockShut(NAS, ALICE);
    assertFollowed(lease);
  }

  @Test
  void aCommand() {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.book.closeAll(_ -> true, Ending.command("root"), scene.now);
    assertFollowed(lease);
  }

  @Test
  void aFailedStep() {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.book.close(lease.id(), new Ending("step 2 of backup failed", null), scene.now);
    assertFollowed(lease);
  }

  @Test
  void aRival() {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.opened(MAIL, ALICE, 600);
    assertFollowed(lease);
  }

  @Test
  void aKnockAfterItsTime() {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.pass(ofMinutes(6));
    scene.opened(NAS, ALICE, 600);
    assertFollowed(lease);
  }

  @Test
  void aGatewayThatRefusedAtFirst() {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.gateway.refuse("busy");
    scene.knockShut(NAS, ALICE);
    scene.book.sweep(scene.now);
    assertThat(begun).as("its doors are not shut").isEmpty();
    assertThat(scene.outbox.take(10).jobs()).isEmpty();

    scene.gateway.obey();
    scene.book.sweep(scene.now);

    assertFollowed(lease);
  }

  @Test
  void itsTimeWhileNobodyRan() throws Exception {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.pass(ofMinutes(6));
    scene.restart(actions(NAS));
    assertFollowed(lease);
  }

  @Test
  void itFollowsTheLastLeaseOfAnActionAlone() {
    var alice = scene.opened(NAS, ALICE, 5).lease();
    var bob = scene.opened(NAS, BOB, 5).lease();
    scene.knockShut(NAS, ALICE);
    assertThat(begun).as("the other door is open").isEmpty();
    scene.knockShut(NAS, BOB);
    assertThat(begun).extracting(Job::lease).containsExactly(bob.id());
    assertThat(ended).containsExactly(alice.id(), bob.id());
  }

  @Test
  void afterARebootItFollowsOnceForAllLeasesOfAnAction() throws Exception {
    var other = new Scene();
    var leases = List.of(other.opened(NAS, ALICE, 5).lease(), other.opened(NAS, BOB, 5).lease());
    scene.book.adopt(
        new Remembered(List.of(), leases), lease -> lease.isWrittenIn(actions(NAS)), scene.now);
    assertThat(begun).extracting(Job::lease).containsExactly(leases.getLast().id());
  }

  @Test
  void aReboot() throws Exception {
    var old = new Scene().opened(NAS, BOB, 5).lease();
    scene.book.adopt(
        new Remembered(List.of(), List.of(old)),
        lease -> lease.isWrittenIn(actions(NAS)),
        scene.now);
    assertFollowed(old);
  }

  @Test
  void aConfigurationWithoutIt() throws Exception {
    var lease = scene.opened(NAS, ALICE, 5).lease();
    scene.restart(actions(Scene.pinhole(NAS.name(), AtClose.CUT, Port.tcp(9))));
    assertFollowed(lease);
  }

  @Test
  void nothingFollowsARenewalNorARefusal() {
    scene.opened(NAS, ALICE, 5);
    scene.opened(NAS, ALICE, 5);
    scene.gateway.refuse("busy");
    scene.knock(MAIL, BOB, 5);
    assertThat(begun).isEmpty();
    assertThat(scene.outbox.take(10).jobs()).isEmpty();
  }

  @Test
  void anEndThatNothingFollowsIsAnEnd() {
    var lease = scene.opened(SSH, ALICE, 5).lease();
    scene.knockShut(SSH, ALICE);
    assertThat(begun).isEmpty();
    assertThat(scene.outbox.take(10))
        .isEqualTo(new Batch(List.of(lease.id()), List.of(), scene.told));
  }
}
