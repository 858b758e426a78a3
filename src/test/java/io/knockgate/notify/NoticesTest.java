package io.knockgate.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.action.Action;
import io.knockgate.action.Course;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.journal.Event;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoticesTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Patience SHORT =
      new Patience(
          List.of(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)),
          Duration.ofMillis(1),
          LONG);

  private final Queue<Event> journal = new ConcurrentLinkedQueue<>();
  private @Nullable Notices notices;

  /// A channel that keeps what it is told, refuses the first few times, and may hang.
  private static final class Fake implements Channel {
    final Queue<Message> told = new ConcurrentLinkedQueue<>();
    final Queue<Message> tried = new ConcurrentLinkedQueue<>();
    final CountDownLatch ready;
    private int refusals;

    Fake(int refusals, CountDownLatch ready) {
      this.refusals = refusals;
      this.ready = ready;
    }

    static Fake good() {
      return new Fake(0, new CountDownLatch(0));
    }

    static Fake refusing(int refusals) {
      return new Fake(refusals, new CountDownLatch(0));
    }

    static Fake hanging() {
      return new Fake(0, new CountDownLatch(1));
    }

    @Override
    public void tell(Message message) throws ChannelException {
      tried.add(message);
      boolean interrupted = false;
      while (ready.getCount() > 0) { // as a read from a socket, it is not interrupted
        try {
          ready.await();
        } catch (InterruptedException stop) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (refusals > 0) {
        refusals--;
        throw new ChannelException("ntfy.sh answered 503");
      }
      told.add(message);
    }
  }

  private static Addressee addressee(String name, Channel channel) {
    return new Addressee(name, EnumSet.allOf(Occasion.class), channel);
  }

  private static Action action(String name, String... notices) {
    return new Action(
        name,
        List.of(new Step.Open(Port.tcp(22))),
        List.of(),
        Stay.NONE,
        Course.USUAL,
        List.of(notices));
  }

  private Notices start(List<Action> actions, Addressee... addressees) {
    var started = new Notices(Arrays.asList(addressees), actions, journal::add, SHORT).start();
    notices = started;
    return started;
  }

  @AfterEach
  void stop() {
    if (notices != null) {
      notices.close();
    }
  }

  @Test
  void aChannelThatCanNotBeToldIsATroubleUntilItCan() {
    var phone = Fake.refusing(4); // one event, tried four times
    var notices =
        start(
            List.of(action("ssh", "phone", "mail")),
            addressee("phone", phone),
            addressee("mail", Fake.good()));
    assertThat(notices.trouble()).isEmpty();
    notices.tell(Told.granted("ssh"));
    await()
        .atMost(LONG)
        .until(
            () ->
                notices
                    .trouble()
                    .equals("notify phone could not be told: ntfy.sh answered 503, 4 tries"));
    notices.tell(Told.granted("ssh"));
    await().atMost(LONG).until(() -> notices.trouble().isEmpty());
    assertThat(phone.told).hasSize(1);
  }

  @Test
  void whoIsNamedIsToldAndNobodyElse() {
    var phone = Fake.good();
    var ops = Fake.good();
    var telling =
        start(
            List.of(action("ssh", "phone"), action("web", "phone", "ops"), action("quiet")),
            new Addressee("phone", Set.of(Occasion.OPENED), phone),
            addressee("ops", ops));
    var events =
        List.of(
            Told.granted("ssh"),
            Told.closed("ssh"),
            Told.granted("quiet"),
            Told.granted("unknown"),
            Told.granted("web"),
            Told.closed("web"));

    events.forEach(telling::tell);
    telling.close();

    assertThat(journal).containsExactlyElementsOf(events);
    assertThat(phone.told)
        .extracting(Message::event)
        .containsExactly(Told.granted("ssh"), Told.granted("web"));
    assertThat(ops.told)
        .extracting(Message::event)
        .containsExactly(Told.granted("web"), Told.closed("web"));
  }

  @Test
  void afterAChangeTheNewOnesAreToldAndTheOldOnesWhatTheyWereToHear() {
    var phone = Fake.good();
    var tablet = Fake.good();
    var telling = start(List.of(action("ssh", "phone")), addressee("phone", phone));
    telling.tell(Told.granted("ssh"));
    telling.reform(
        List.of(addressee("tablet", tablet)), List.of(action("ssh"), action("web", "tablet")));
    telling.tell(Told.closed("ssh"));
    telling.tell(Told.granted("web"));
    telling.close();
    await().atMost(Duration.ofSeconds(30)).until(() -> !phone.told.isEmpty());
    assertThat(phone.told).extracting(Message::event).containsExactly(Told.granted("ssh"));
    assertThat(tablet.told).extracting(Message::event).containsExactly(Told.granted("web"));
  }

  @Test
  void whatTheOldOnesCanNotBeToldAtOnceAfterAChangeIsLost() {
    var phone = Fake.refusing(Integer.MAX_VALUE);
    var patient =
        new Notices(
            List.of(addressee("phone", phone)),
            List.of(action("ssh", "phone")),
            journal::add,
            new Patience(List.of(LONG), LONG, LONG));
    notices = patient;
    patient.start().tell(Told.granted("ssh"));
    await().atMost(LONG).until(() -> phone.tried.size() == 1);
    patient.tell(Told.closed("ssh"));

    patient.reform(List.of(), List.of());

    await().atMost(LONG).until(() -> journal.size() == 3);
    assertThat(journal)
        .last()
        .extracting(Event::reason)
        .isEqualTo(
            "phone could not be told of closed and 1 more before: the configuration was read"
                + " again");
  }

  @Test
  void aChannelThatHangsHoldsUpNobody() {
    var hanging = Fake.hanging();
    var good = Fake.good();
    var telling =
        start(
            List.of(action("ssh", "hanging", "good")),
            addressee("hanging", hanging),
            addressee("good", good));

    for (int i = 0; i < 100; i++) {
      telling.tell(Told.granted("ssh"));
    }

    await().atMost(LONG).until(() -> good.told.size() == 100 && hanging.tried.size() == 1);
    assertThat(hanging.told).isEmpty();
    hanging.ready.countDown();
    await().atMost(LONG).until(() -> hanging.told.size() == 100);
  }

  @Test
  void whatIsRefusedIsToldAgainUnderTheSameId() {
    var phone = Fake.refusing(3);
    var telling = start(List.of(action("ssh", "phone")), addressee("phone", phone));

    telling.tell(Told.granted("ssh"));
    telling.tell(Told.closed("ssh"));

    await().atMost(LONG).until(() -> phone.told.size() == 2);
    assertThat(phone.tried).hasSize(5);
    assertThat(phone.tried.stream().map(Message::id).distinct()).hasSize(2);
    assertThat(journal).as("no notice").hasSize(2);
  }

  @Test
  void afterFourTriesTheHistorySaysSoAndNobodyIsToldOfThat() {
    var phone = Fake.refusing(4);
    var telling = start(List.of(action("ssh", "phone")), addressee("phone", phone));

    telling.tell(Told.granted("ssh"));

    await().atMost(LONG).until(() -> journal.size() == 2);
    assertThat(journal)
        .last()
        .isInstanceOfSatisfying(
            Event.Notice.class,
            notice ->
                assertThat(notice.reason())
                    .isEqualTo("phone could not be told of opened: ntfy.sh answered 503, 4 tries"));
    journal.stream().toList().forEach(telling::tell);
    telling.close();
    assertThat(phone.told).as("the grant, and no notice").hasSize(1);
  }

  @Test
  void moreThanCanWaitIsCountedAndTold() {
    var phone = Fake.hanging();
    var telling = start(List.of(action("ssh", "phone")), addressee("phone", phone));
    telling.tell(Told.granted("ssh"));
    await().atMost(LONG).until(() -> phone.tried.size() == 1);

    for (int i = 0; i < Delivery.MOST + 5; i++) {
      telling.tell(Told.closed("ssh"));
    }
    int told = journal.size();
    phone.ready.countDown();

    await().atMost(LONG).until(() -> phone.told.size() == 1 + Delivery.MOST);
    await().atMost(LONG).until(() -> journal.size() > told);
    assertThat(journal)
        .last()
        .extracting(Event::reason)
        .isEqualTo(
            "phone could not be told of closed and 4 more before: more than 1000 were waiting");
  }

  @Test
  void whatWaitsWhenTheDaemonStopsIsToldOnceMoreAndThenLost() {
    var phone = Fake.refusing(Integer.MAX_VALUE);
    var patient =
        new Notices(
            List.of(addressee("phone", phone)),
            List.of(action("ssh", "phone")),
            journal::add,
            new Patience(List.of(LONG), LONG, LONG));
    patient.tell(Told.granted("ssh"));
    patient.tell(Told.closed("ssh"));
    patient.start();
    await().atMost(LONG).until(() -> phone.tried.size() == 1);

    patient.close();

    assertThat(journal).hasSize(3);
    assertThat(journal)
        .last()
        .extracting(Event::reason)
        .isEqualTo("phone could not be told of closed and 1 more before: the daemon stops");
  }

  @Test
  void ofALongOutputTheEndIsTold() {
    var output = "a".repeat(70_000) + "the end";
    var message = Message.of(Told.job("ssh", Event.Stage.FAILED, output));
    assertThat(message.event())
        .isInstanceOfSatisfying(
            Event.Job.class,
            job -> assertThat(job.output()).hasSize(Message.OUTPUT).endsWith("the end"));
    assertThat(message.json()).contains("\"event\":\"job\"", "\"stage\":\"failed\"");
  }
}
