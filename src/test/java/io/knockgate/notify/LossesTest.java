package io.knockgate.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.journal.Event;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Losses losses = new Losses("phone", QUIET);
  private final Moment began = new Moment(Told.NOON, 5);

  @Test
  void aNoticeNamesTheChannelTheOccasionAndTheReason() {
    losses.add(Told.granted("ssh"), "ntfy.sh: Connection refused, 4 tries");

    assertThat(losses.due(began))
        .hasValueSatisfying(
            notice -> {
              assertThat(notice.reason())
                  .isEqualTo(
                      "phone could not be told of opened: ntfy.sh: Connection refused, 4 tries");
              assertThat(notice.action()).isEqualTo("ssh");
              assertThat(notice.lease()).isEqualTo("k3v9x0ab");
              assertThat(notice.at()).isEqualTo(Told.NOON);
            });
    assertThat(losses.isEmpty()).isTrue();
    assertThat(losses.all(began)).isEmpty();
  }

  @Test
  void aDeadChannelIsOneNoticeAMinuteWithTheNumber() {
    var notices = new ArrayList<Event.Notice>();
    for (int second = 0; second < 600; second++) {
      losses.add(Told.closed("ssh"), "dead");
      losses.due(began.plus(Duration.ofSeconds(second))).ifPresent(notices::add);
    }
    assertThat(notices).hasSize(10);
    assertThat(notices.get(1).reason())
        .isEqualTo("phone could not be told of closed and 59 more before: dead");
  }

  @Test
  void whatIsHeldBackIsToldAtTheEnd() {
    losses.add(Told.closed("ssh"), "dead");
    assertThat(losses.due(began)).isPresent();
    losses.add(Told.closed("ssh"), "dead");
    assertThat(losses.due(began)).isEmpty();
    assertThat(losses.all(began)).isPresent();
  }

  @Test
  void onlyTheEndsOfJobsAndWhatHappensToDoorsAreOccasions() {
    var occasions = new ArrayList<Occasion>();
    for (var event :
        List.of(
            Told.granted("a"),
            Told.closed("a"),
            Told.refused("a", "no"),
            losses(),
            Told.job("a", Event.Stage.PROMISED, ""),
            Told.job("a", Event.Stage.STARTED, ""),
            Told.job("a", Event.Stage.RETRYING, ""),
            Told.job("a", Event.Stage.STOPPED, ""),
            Told.job("a", Event.Stage.DONE, ""),
            Told.job("a", Event.Stage.FAILED, ""),
            Told.job("a", Event.Stage.MISSED, ""))) {
      Occasion.of(event).ifPresent(occasions::add);
    }
    assertThat(occasions)
        .containsExactly(
            Occasion.OPENED,
            Occasion.CLOSED,
            Occasion.REFUSED,
            Occasion.JOB_OK,
            Occasion.JOB_FAILED,
            Occasion.JOB_FAILED);
  }

  private Event losses() {
    losses.add(Told.granted("ssh"), "dead");
    return losses.all(began).orElseThrow();
  }
}
