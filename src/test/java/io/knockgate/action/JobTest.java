package io.knockgate.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Duration TIMEOUT = Duration.ofHours(2);
  private static final Address SOURCE = Address.v4(0xcb007109);

  @Test
  void everyPlaceholderIsFilledAsAWordOfItsOwn() throws BadValue {
    var bound = job("/bin/x", "{client}", "{source}", "{action}", "{port}", "{}");

    assertThat(task(bound.bind("alice", SOURCE, new Ask(Port.tcp(443), null))).command())
        .containsExactly("/bin/x", "alice", "203.0.113.9", "nightly", "443", "{}");
  }

  @Test
  void theEnvironmentSaysWhoKnockedAndWhatFor() throws BadValue {
    assertThat(task(job("/bin/x").bind("alice", SOURCE, Ask.NOTHING)).environment())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "KNOCKGATE_SOURCE", "203.0.113.9",
                "KNOCKGATE_CLIENT", "alice",
                "KNOCKGATE_ACTION", "nightly"));
  }

  @Test
  void whatLooksLikeAnOptionFillsNoPlaceholder() throws BadValue {
    assertThat(job("/bin/x", "{client}").bind("--all", SOURCE, Ask.NOTHING))
        .isEqualTo(
            new Action.Unbindable("--all can't stand for {client}: it starts with a hyphen"));
  }

  private static Task.Run task(Action.Binding binding) {
    return (Task.Run) ((Action.Bound) binding).orders().getFirst();
  }

  @Test
  void aJobThatNeedsAPortIsNotStartedForAKnockThatNamesNone() throws BadValue {
    assertThat(job("/bin/x", "{port}").bind("alice", SOURCE, Ask.NOTHING))
        .isEqualTo(new Action.Unbindable("the knock names no port, and the action needs one"));
  }

  @Test
  void aJobLastsNoLongerThanItsTimeout() throws BadValue {
    assertThat(task(job("/bin/x").bind("alice", SOURCE, Ask.NOTHING)).limit()).isEqualTo(TIMEOUT);
  }

  @Test
  void onlyTheStepsThatUseAPortNeedOne() throws BadValue {
    assertThat(job("/bin/x", "{client}").needsPort()).isFalse();
    assertThat(job("/bin/x", "{port}").needsPort()).isTrue();
    assertThat(new Step.Open(Port.tcp(22)).needsPort()).isFalse();
  }

  @Test
  void theProgramItselfIsNeverAPlaceholder() {
    assertThatThrownBy(() -> new Step.Run(List.of(Word.Placeholder.CLIENT), TIMEOUT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Step.Run(List.of(), TIMEOUT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Action job(String... command) throws BadValue {
    var words = new ArrayList<Word>();
    for (var word : command) {
      words.add(Word.parse(word));
    }
    return Action.job("nightly", new Step.Run(words, TIMEOUT));
  }
}
