package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.JobRun;
import io.knockgate.action.Step;
import io.knockgate.action.Word;
import io.knockgate.job.FakeJobRunner;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsTest {
  private static final Address ALICE = Address.v4(0xcb007109);

  private final List<Event> told = new ArrayList<>();
  private final FakeJobRunner runner = new FakeJobRunner();
  private final Jobs jobs = new Jobs(runner, told::add);

  private static Grant.Run grant(String action, String program) {
    var timeout = Duration.ofMinutes(5);
    var claim = new Claim("backup", "alice", new Wish.Open(action), ALICE, Ask.NOTHING);
    return new Grant.Run(
        claim,
        Action.job(action, new Step.Run(List.of(new Word.Text(program)), timeout)),
        new JobRun(ALICE, List.of(program), timeout));
  }

  @Test
  void aJobIsToldWhenItStartsAndWhenItEnds() {
    assertThat(jobs.start(grant("fails", "/bin/false"), Moment.now())).isDone();
    assertThat(told)
        .extracting(event -> event instanceof Event.Job job ? job.reason() + " " + job.exit() : "")
        .containsExactly("started null", "failed 1");
    assertThat(jobs.running()).isEmpty();
  }

  @Test
  void aSecondKnockWhileTheJobRunsIsSkippedAndTold() {
    assertThat(jobs.start(grant("backup", "/bin/sleep"), Moment.now())).isNotNull();
    assertThat(jobs.start(grant("backup", "/bin/sleep"), Moment.now())).isNull();
    assertThat(runner.started()).hasSize(1);
    assertThat(told.getLast())
        .isInstanceOfSatisfying(
            Event.Refused.class, event -> assertThat(event.reason()).startsWith("skipped"));
  }

  @Test
  void jobsOfOtherActionsRunBesideItAndItMayRunAgainAfterItsEnd() {
    assertThat(jobs.start(grant("backup", "/bin/sleep"), Moment.now())).isNotNull();
    assertThat(jobs.start(grant("other", "/bin/sleep"), Moment.now())).isNotNull();
    assertThat(jobs.running()).hasSize(2);
    runner.finish(0);
    assertThat(jobs.running()).isEmpty();
    assertThat(jobs.start(grant("backup", "/bin/sleep"), Moment.now())).isNotNull();
  }
}
