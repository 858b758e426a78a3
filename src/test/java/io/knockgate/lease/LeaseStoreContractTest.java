package io.knockgate.lease;

import static io.knockgate.lease.Scene.ALICE;
import static io.knockgate.lease.Scene.BOB;
import static io.knockgate.lease.Scene.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.journal.Event;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  protected LeaseStore store;

  private static Open open(long id, Address source, AtClose atClose, Opening... openings) {
    var lease =
        new Lease(
            new LeaseId(id),
            "action-" + id,
            "client \"ü\"",
            id == 1 ? null : "knock",
            source,
            List.of(openings),
            atClose,
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
                TWO_DOORS.lease().opened()),
            TWO_DOORS.until());

    store.save(open(later, moved));

    store = reborn(store);
    assertThat(store.load().current()).containsExactly(later, moved);
  }

  @Test
  void whatIsGoneStaysGone() throws Exception {
    store.save(open(PINHOLE, TWO_DOORS));
    var gone = new Batch(List.of(TWO_DOORS.lease().id(), new LeaseId(99)), List.of(), List.of());

    store.save(gone);
    store.save(gone);

    store = reborn(store);
    assertThat(store.load().current()).containsExactly(PINHOLE);
  }

  @Test
  void aBatchOfEventsAloneChangesNoLease() throws Exception {
    store.save(open(PINHOLE));
    var told = new Event.Refused(NOON, "anonymous", ALICE, null, "ssh", "no");
    store.save(new Batch(List.of(), List.of(), List.of(told)));
    assertThat(store.load().current()).containsExactly(PINHOLE);
  }
}
