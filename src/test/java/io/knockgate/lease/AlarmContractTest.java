package io.knockgate.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.id.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every alarm clock does. A test that waits for silence waits for a later alarm instead, so
/// none needs to guess how slow the machine is.
public abstract class AlarmContractTest {
  private static final Id ONE = new Id(1);
  private static final Id TWO = new Id(2);
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration LATER = Duration.ofHours(1);

  protected final Queue<Id> rung = new ConcurrentLinkedQueue<>();
  private final Map<Id, Instant> rungAt = new LinkedHashMap<>();
  private Alarm alarm;

  /// A clock that rings into this, and goes.
  protected abstract Alarm start(Ringer ringer) throws Exception;

  /// Lets time do its work, where it doesn't by itself.
  protected void tick() {}

  /// Takes it down again.
  protected abstract void stop() throws Exception;

  @BeforeEach
  void start() throws Exception {
    alarm = start(this::heard);
  }

  @AfterEach
  void end() throws Exception {
    stop();
  }

  private synchronized void heard(Id id) {
    rungAt.put(id, Instant.now());
    rung.add(id);
  }

  private void awaitRing(Id id) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              tick();
              return rung.contains(id);
            });
  }

  private static Instant in(Duration time) {
    return Instant.now().plus(time);
  }

  @Test
  void itRingsOnceAndNotBeforeItsTime() throws Exception {
    var time = in(SOON);
    alarm.set(Map.of(ONE, time));
    awaitRing(ONE);
    alarm.set(Map.of(TWO, in(SOON)));
    awaitRing(TWO);

    assertThat(rung).containsExactly(ONE, TWO);
    assertThat(rungAt.get(ONE)).isAfterOrEqualTo(time.minus(LeaseBook.TOLERANCE));
  }

  @Test
  void aTimeThatHasPassedRingsAtOnce() throws Exception {
    alarm.set(Map.of(ONE, in(LATER.negated())));
    awaitRing(ONE);
  }

  private interface Change {
    void make() throws Exception;
  }

  /// Sets the first alarm, and changes that before its time has come: on a disk that is slow, after
  /// more tries with more of it.
  ///
  /// @return how long it was to be
  private Duration setAndChangeInTime(Change change) throws Exception {
    for (var soon = SOON; ; soon = soon.multipliedBy(2)) {
      var time = in(soon);
      alarm.set(Map.of(ONE, time));
      change.make();
      if (Instant.now().isBefore(time.minus(LeaseBook.TOLERANCE))) {
        return soon;
      }
      alarm.clear(List.of(ONE, TWO));
      rung.clear();
    }
  }

  @Test
  void anAlarmThatIsSetAnewRingsOnlyAtTheNewTime() throws Exception {
    alarm.set(Map.of(TWO, in(LATER)));
    var soon = setAndChangeInTime(() -> alarm.set(Map.of(ONE, in(LATER))));
    alarm.set(Map.of(TWO, in(soon.multipliedBy(2))));
    awaitRing(TWO);
    assertThat(rung).containsExactly(TWO);
  }

  @Test
  void anAlarmThatIsTakenBackIsSilent() throws Exception {
    var soon = setAndChangeInTime(() -> alarm.clear(List.of(ONE)));
    alarm.set(Map.of(TWO, in(soon.multipliedBy(2))));
    awaitRing(TWO);
    assertThat(rung).containsExactly(TWO);
  }

  @Test
  void takingBackOneThatIsNotSetIsNoFault() throws Exception {
    alarm.clear(List.of(ONE));
    alarm.clear(List.of());
    alarm.set(Map.of());
  }

  @Test
  void anAlarmCanBeSetAgainAfterItRang() throws Exception {
    alarm.set(Map.of(ONE, Instant.now()));
    awaitRing(ONE);
    rung.clear();
    alarm.set(Map.of(ONE, Instant.now()));
    awaitRing(ONE);
  }

  @Test
  void manyRingAll() throws Exception {
    var times = new LinkedHashMap<Id, Instant>();
    for (int i = 0; i < 200; i++) {
      times.put(new Id(i), in(SOON));
    }
    alarm.set(times);
    for (var id : times.keySet()) {
      awaitRing(id);
    }
    assertThat(rung).hasSize(200);
  }
}
