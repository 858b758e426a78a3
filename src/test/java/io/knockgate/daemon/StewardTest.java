package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.access.Client;
import io.knockgate.access.Gatekeeper;
import io.knockgate.access.Grant;
import io.knockgate.access.Verdict;
import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.action.Term;
import io.knockgate.action.Word;
import io.knockgate.gateway.FakeGateway;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.lease.Aftermath;
import io.knockgate.lease.LeaseBook;
import io.knockgate.lease.Outbox;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.replay.Mark;
import io.knockgate.replay.Marks;
import io.knockgate.replay.MarksException;
import io.knockgate.replay.MemoryMarks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StewardTest {
  private static final Address ALICE = Address.v4(0xcb007109);
  private static final Action SSH =
      Action.door(
          "ssh",
          new Step.Open(Port.tcp(22)),
          Term.asked(Duration.ofHours(4)),
          AtClose.CUT,
          Stay.UNLIMITED);
  private static final Action BACKUP =
      Action.job(
          "backup", new Step.Run(List.of(new Word.Text("/bin/sleep")), Duration.ofMinutes(5)));
  private static final Gatekeeper GATEKEEPER =
      new Gatekeeper(
          Map.of("ssh", SSH, "backup", BACKUP),
          Map.of(
              "alice",
              new Client("alice", new TreeSet<>(Set.of("ssh", "backup")), List.of(), Instant.MAX)));

  private final List<Event> told = new CopyOnWriteArrayList<>();
  private final FakeGateway gateway = new FakeGateway();
  private final List<Grant.Job> jobs = new CopyOnWriteArrayList<>();

  private Steward steward(Marks marks) {
    var book =
        new LeaseBook(gateway, told::add, new Outbox(), Aftermath.NONE, new SplittableRandom(1));
    return new Steward(book, new ListedJobs(), marks, told::add);
  }

  private final class ListedJobs implements Steward.Jobs {
    @Override
    public void accept(Grant.Job grant) {
      jobs.add(grant);
    }

    @Override
    public void cancel(Grant.Close grant, Consumer<Boolean> stopped) {
      stopped.accept(false);
    }
  }

  private static Verdict verdict(Wish wish, @Nullable Mark mark) {
    return GATEKEEPER.judge(
        new Claim("nas", "alice", wish, ALICE, Ask.NOTHING, mark), Instant.EPOCH);
  }

  private static Mark counter(long number) {
    return new Mark.Counter("nas", number, Instant.EPOCH);
  }

  private List<String> told() {
    return told.stream()
        .map(event -> (event.getClass().getSimpleName() + " " + event.reason()).strip())
        .toList();
  }

  @Test
  void aKnockThatCountsOnceIsGrantedOnceAndThenToldAsUsed() {
    try (var steward = steward(new MemoryMarks())) {
      steward.accept(verdict(new Wish.Open("ssh"), counter(7)), () -> true);
      steward.accept(verdict(new Wish.Open("ssh"), counter(7)), () -> true);
      steward.accept(verdict(new Wish.Open("ssh"), counter(8)), () -> true);
    }
    assertThat(told()).containsExactly("Granted", "Refused already used", "Granted renewed");
    assertThat(told.get(1).source()).isEqualTo(ALICE);
    assertThat(told.get(1).client()).isEqualTo("alice");
    assertThat(told.get(1).knock()).isEqualTo("nas");
    assertThat(told.get(1).action()).isEqualTo("ssh");
  }

  @Test
  void whereTheAnswerIsLostTheDoorOfARefusedKnockIsShutAgain() throws Exception {
    try (var steward = steward(new MemoryMarks())) {
      gateway.loseAnswers();
      steward.accept(verdict(new Wish.Open("ssh"), null), () -> true);
      assertThat(steward.ask(() -> gateway.open().size())).isOne();
      gateway.refuse("not now");
      steward.lookAfter(false);
      assertThat(steward.ask(steward::trouble)).isEqualTo("not now");
      gateway.obey();
      steward.lookAfter(false);
      assertThat(steward.ask(steward::trouble)).isEmpty();
      assertThat(steward.restored()).as("nobody else changed it").isZero();
    }
    assertThat(told()).containsExactly("Refused the answer is lost");
    assertThat(gateway.open()).isEmpty();
  }

  @Test
  void whatWasJudgedByRulesThatAreNoMoreInForceIsRefused() {
    try (var steward = steward(new MemoryMarks())) {
      steward.accept(verdict(new Wish.Open("ssh"), counter(7)), () -> false);
    }
    assertThat(told()).containsExactly("Refused the configuration has just changed: knock again");
    assertThat(gateway.open()).isEmpty();
  }

  @Test
  void playedAgainItNeitherClosesNorStartsAnything() {
    try (var steward = steward(new MemoryMarks())) {
      steward.accept(verdict(new Wish.Open("backup"), counter(1)), () -> true);
      steward.accept(verdict(new Wish.Open("backup"), counter(1)), () -> true);
      steward.accept(verdict(new Wish.Open("ssh"), counter(2)), () -> true);
      steward.accept(verdict(new Wish.Close("ssh"), counter(2)), () -> true);
    }
    assertThat(jobs).hasSize(1);
    assertThat(gateway.open()).hasSize(1);
    assertThat(told()).containsExactly("Refused already used", "Granted", "Refused already used");
  }

  @Test
  void aKnockWithoutAMarkMayBeRepeated() {
    try (var steward = steward(new MemoryMarks())) {
      steward.accept(verdict(new Wish.Open("ssh"), null), () -> true);
      steward.accept(verdict(new Wish.Open("ssh"), null), () -> true);
    }
    assertThat(told()).containsExactly("Granted", "Granted renewed");
  }

  @Test
  void whoSentItIsToldWithWhateverComesOfIt() {
    var sender = Address.v4(0xc6336407);
    try (var steward = steward(new MemoryMarks())) {
      for (var wish :
          List.of(
              new Wish.Open("ssh"),
              new Wish.Open("backup"),
              new Wish.Open("backup"),
              new Wish.Open("nothing"),
              new Wish.Close("ssh"),
              new Wish.Close("ssh"))) {
        var claim = new Claim("nas", "alice", wish, ALICE, Ask.NOTHING, null, sender, "fwknop");
        steward.accept(GATEKEEPER.judge(claim, Instant.EPOCH), () -> true);
      }
    }
    assertThat(told)
        .extracting(event -> event.getClass().getSimpleName() + " " + event.sender())
        .containsExactly(
            "Granted 198.51.100.7", "Refused 198.51.100.7", "Closed null", "Refused 198.51.100.7");
  }

  @Test
  void whatCannotBeMarkedIsRefusedWithTheReason() {
    Marks broken =
        (_, _) -> {
          throw new MarksException("the disk is full");
        };
    try (var steward = steward(broken)) {
      steward.accept(verdict(new Wish.Open("ssh"), counter(1)), () -> true);
      steward.accept(verdict(new Wish.Open("ssh"), null), () -> true);
    }
    assertThat(told()).containsExactly("Refused the disk is full", "Granted");
    assertThat(gateway.open()).hasSize(1);
  }

  @Test
  void aKnockThatIsRefusedAnywayUsesNothingUp() throws MarksException {
    var marks = new MemoryMarks();
    try (var steward = steward(marks)) {
      steward.accept(verdict(new Wish.Open("no-such-action"), counter(1)), () -> true);
    }
    assertThat(told()).containsExactly("Refused there is no action no-such-action");
    assertThat(marks.use(counter(1), Instant.EPOCH)).isTrue();
  }
}
