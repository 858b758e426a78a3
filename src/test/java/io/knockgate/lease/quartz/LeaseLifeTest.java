package io.knockgate.lease.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.action.Term;
import io.knockgate.gateway.FakeGateway;
import io.knockgate.id.Id;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.lease.Aftermath;
import io.knockgate.lease.LeaseBook;
import io.knockgate.lease.Outbox;
import io.knockgate.lease.Scribe;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.store.Page;
import io.knockgate.store.Store;
import io.knockgate.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The book, the scribe, the store and Quartz together, with this test as the steward.
class LeaseLifeTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Action SSH =
      Action.door(
          "ssh",
          new Step.Open(Port.tcp(22)),
          Term.fixed(Duration.ofMillis(500)),
          AtClose.CUT,
          Stay.UNLIMITED);

  @TempDir Path state;
  private final BlockingQueue<Id> rings = new LinkedBlockingQueue<>();
  private final FakeGateway gateway = new FakeGateway();

  @Test
  void aLeaseThatWasOpenWhenTheProcessStoppedIsClosedOnTimeByTheNext() throws Exception {
    try (var store = Store.open(state, state.resolve("told"), "boot");
        var alarm = QuartzAlarm.of(store::connection, "closes", rings::add);
        var begins = QuartzAlarm.of(store::connection, "jobs", _ -> {})) {
      var outbox = new Outbox();
      var book = new LeaseBook(gateway, outbox, outbox, Aftermath.NONE, new SplittableRandom(1));
      book.open(grant(), Moment.now());
      var beginning = starting(alarm, begins);
      write(new Scribe(outbox, beginning, store, alarm, begins, InstantSource.system()));
    }

    try (var store = Store.open(state, state.resolve("told"), "boot");
        var alarm = QuartzAlarm.of(store::connection, "closes", rings::add);
        var begins = QuartzAlarm.of(store::connection, "jobs", _ -> {})) {
      var outbox = new Outbox();
      var book = new LeaseBook(gateway, outbox, outbox, Aftermath.NONE, new SplittableRandom(2));
      var beginning = starting(alarm, begins);
      var scribe = new Scribe(outbox, beginning, store, alarm, begins, InstantSource.system());
      var thread = Thread.ofPlatform().start(scribe);
      book.adopt(store.load(), lease -> lease.isWrittenIn(Map.of("ssh", SSH)), Moment.now());

      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                var id = rings.poll();
                if (id != null) {
                  book.ring(id, Moment.now());
                }
                return book.leases().isEmpty();
              });

      scribe.stop();
      thread.join();
      assertThat(gateway.open()).isEmpty();
      assertThat(store.load().current()).isEmpty();
      assertThat(store.history("", Page.NEWEST, 9).events())
          .extracting(event -> (Object) event.getClass())
          .containsExactly(Event.Closed.class, Event.Granted.class);
    }
  }

  private static Scribe.Beginning starting(QuartzAlarm closes, QuartzAlarm begins) {
    return () -> {
      closes.start();
      begins.start();
    };
  }

  private static void write(Scribe scribe) {
    scribe.stop();
    scribe.run();
  }

  private static Grant.Open grant() {
    var claim = new Claim("k", Claim.ANONYMOUS, new Wish.Open("ssh"), SOURCE, Ask.NOTHING);
    return new Grant.Open(
        claim, SSH, List.of(new Opening.Pinhole(SOURCE, Port.tcp(22))), Duration.ofMillis(500));
  }
}
