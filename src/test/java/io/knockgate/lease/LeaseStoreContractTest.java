package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.job.Due;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store does.
public abstract class LeaseStoreContractTest {
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456789Z");
  protected static final Open PINHOLE =
      open(1, ALICE, AtClose.CUT, new Opening.Pinhole(ALICE, Port.tcp(22)));
  protected static final Open FORWARD =
      open(
          2,
          BOB,
          AtClose.KEEP,
          new Opening.Forward(
              BOB, Port.udp(51820), new Endpoint(Address.v4(0x0a140005), 51820), true));
  protected static final Open TWO_DOORS =
      open(
          3,
          CAROL,
          AtClose.CUT,
          new Opening.Forward(
              CAROL, Port.tcp(2222), new Endpoint(Address.v6(0xfd00_0020L << 32, 5), 22), false),
          new Opening.Pinhole(CAROL, Port.tcp(443)));

  protected static final Moment NOW = new Moment(NOON, 7_000_000_000L);

  /// One that waits two hours.
  protected static final Job DELAYED =
      job(
          11,
          new Ask(Port.tcp(22), Duration.ofMinutes(90)),
          null,
          NOW,
          new Due(NOW.plus(Duration.ofHours(2)), false));

  /// One that waits until the wall clock says so.
  protected static final Job AT_NIGHT =
      job(
          12,
          new Ask(null, Ask.NO_LIMIT),
          new Id(1),
          NOW.plus(Duration.ofSeconds(1)),
          new Due(NOW.plus(Duration.ofHours(9)), true));

  protected LeaseStore store;

  private static Job job(long id, Ask ask, @Nullable Id lease, Moment promised, Due due) {
    var claim =
        lease == null
            ? new Claim(
                "knock", "client \"ü\"", new Wish.Open("backup"), ALICE, ask, null, BOB, "SHA256:k")
            : new Claim(null, "anonymous", new Wish.Open("ssh"), CAROL, ask);
    var part = lease == null ? Job.Part.STEPS : Job.Part.THEN;
    return new Job(new Id(id), claim, part, lease, promised, due, (int) id - 10, (int) id);
  }

  private static Batch jobs(Job... jobs) {
    return new Batch(List.of(), List.of(), List.of(), List.of(jobs), List.of());
  }

  private static Open open(long id, Address source, AtClose atClose, Opening... openings) {
    var lease =
        new Lease(
            new Id(id),
            "action-" + id,
            "client \"ü\"",
            id == 1 ? null : "knock",
            source,
            List.of(openings),
            atClose,
            id % 2 == 0,
            NOON.plusSeconds(id));
    return new Open(lease, new Moment(NOON.plus(Duration.ofDays(365)), -5_000_000_000L + id));
  }

  /// An empty store.
  protected abstract LeaseStore begin() throws Exception;

  /// The same store after the process died.
  protected abstract LeaseStore reborn(LeaseStore store) throws Exception;

  /// Takes it down.
  protected abstract void end() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = begin();
  }

  @AfterEach
  void close() throws Exception {
    end();
  }

  protected static Batch open(Open... leases) {
    return new Batch(List.of(), List.of(leases), List.of());
  }

  @Test
  void anEmptyStoreRemembersNothing() throws Exception {
    assertThat(store.load()).isEqualTo(new Remembered(List.of(), List.of()));
    assertThat(store.jobs(NOW)).isEmpty();
  }

  @Test
  void aLeaseComesBackAsItWas() throws Exception {
    store.save(open(PINHOLE, FORWARD, TWO_DOORS));
    store = reborn(store);
    assertThat(store.load().current()).containsExactly(PINHOLE, FORWARD, TWO_DOORS);
  }

  @Test
  void aChangedLeaseComesBackChanged() throws Exception {
    store.save(open(PINHOLE, TWO_DOORS));
    var later = PINHOLE.lasting(PINHOLE.until().plus(Duration.ofHours(1)));
    var moved =
        new Open(
            new Lease(
                TWO_DOORS.lease().id(),
                TWO_DOORS.lease().action(),
                "bob",
                "other",
                CAROL,
                List.of(new Opening.Pinhole(CAROL, Port.tcp(444))),
                AtClose.KEEP,
                !TWO_DOORS.lease().once(),
                TWO_DOORS.lease().opened()),
            TWO_DOORS.until());

    store.save(open(later, moved));

    store = reborn(store);
    assertThat(store.load().current()).containsExactly(later, moved);
  }

  @Test
  void whatIsGoneStaysGone() throws Exception {
    store.save(open(PINHOLE, TWO_DOORS));
    var gone = new Batch(List.of(TWO_DOORS.lease().id(), new Id(99)), List.of(), List.of());

    store.save(gone);
    store.save(gone);

    store = reborn(store);
    assertThat(store.load().current()).containsExactly(PINHOLE);
  }

  @Test
  void jobsComeBackAsTheyWereInTheOrderTheyWerePromised() throws Exception {
    store.save(jobs(AT_NIGHT, DELAYED));
    store = reborn(store);
    assertThat(store.jobs(NOW.plus(Duration.ofHours(1)))).containsExactly(DELAYED, AT_NIGHT);
  }

  @Test
  void aJobThatCameFurtherComesBackAsItWasLast() throws Exception {
    var later = new Due(NOW.plus(Duration.ofHours(3)), true);
    var further =
        new Job(
            DELAYED.id(),
            DELAYED.claim(),
            DELAYED.part(),
            new Id(5),
            DELAYED.promised(),
            later,
            2,
            3);
    store.save(jobs(DELAYED));

    store.save(jobs(further));

    store = reborn(store);
    assertThat(store.jobs(NOW)).containsExactly(further);
  }

  @Test
  void aJobThatIsOverStaysOver() throws Exception {
    store.save(jobs(DELAYED, AT_NIGHT));
    var gone =
        new Batch(List.of(), List.of(), List.of(AT_NIGHT.id(), new Id(99)), List.of(), List.of());

    store.save(gone);
    store.save(gone);

    store = reborn(store);
    assertThat(store.jobs(NOW)).containsExactly(DELAYED);
  }

  @Test
  void aLeaseAndAJobOfOneIdAreTwo() throws Exception {
    var twin = job(1, Ask.NOTHING, new Id(1), NOW, new Due(NOW, false));
    store.save(jobs(twin));
    store.save(open(PINHOLE));
    store.save(new Batch(List.of(new Id(1)), List.of(), List.of(), List.of(), List.of()));
    assertThat(store.jobs(NOW)).containsExactly(twin);
    assertThat(store.load().current()).isEmpty();
  }

  @Test
  void whenTheWallClockWasSteppedADelayIsWhatItWasAndHoursAreTheWallClocks() throws Exception {
    store.save(jobs(DELAYED, AT_NIGHT));
    store = reborn(store);
    var ten = Duration.ofMinutes(10);

    var stepped = store.jobs(new Moment(NOON.plus(ten), NOW.nanos()));

    assertThat(stepped)
        .extracting(job -> job.due().at())
        .containsExactly(
            new Moment(NOON.plus(ten).plus(Duration.ofHours(2)), DELAYED.due().at().nanos()),
            new Moment(AT_NIGHT.due().at().wall(), AT_NIGHT.due().at().nanos() - ten.toNanos()));
  }

  @Test
  void aBatchOfEventsAloneChangesNoLease() throws Exception {
    store.save(open(PINHOLE));
    var told = new Event.Refused(NOON, "anonymous", null, ALICE, null, null, "ssh", "no");
    store.save(new Batch(List.of(), List.of(), List.of(told)));
    assertThat(store.load().current()).containsExactly(PINHOLE);
  }
}
