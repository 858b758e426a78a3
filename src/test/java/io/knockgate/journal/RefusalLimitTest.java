package io.knockgate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalLimitTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOON.plus(RefusalLimit.WINDOW).plusSeconds(1);
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Address SENDER = Address.v4(0xc6336407);

  private final List<Event> told = new ArrayList<>();
  private final RefusalLimit limit = new RefusalLimit(told::add);

  private static Event refused(Instant at, String client, String reason) {
    return new Event.Refused(at, client, "fwknop", SOURCE, SENDER, "nas", "ssh", reason);
  }

  private static Event closed(Instant at) {
    return new Event.Closed(at, "anonymous", SOURCE, null, "ssh", "k3v9x0ab", "over");
  }

  private void flood(String client, int count) {
    for (int i = 1; i <= count; i++) {
      limit.tell(refused(NOON.plusMillis(i), client, "no " + i));
    }
  }

  @Test
  void aFloodOfRefusalsIsTheFirstAndTheLastWithTheirNumber() {
    flood("alice", 1_000);
    assertThat(told).hasSize(RefusalLimit.MOST);

    limit.tell(closed(LATER));

    assertThat(told).hasSize(RefusalLimit.MOST + 2).endsWith(closed(LATER));
    assertThat(told.get(RefusalLimit.MOST))
        .isEqualTo(
            refused(NOON.plusSeconds(1), "alice", "the last of 990 more within 10 s: no 1000"));
  }

  @Test
  void oneClientsRefusalsHideNobodyElses() {
    flood("anonymous", 1_000);
    flood("alice", RefusalLimit.MOST);
    flood("bob", RefusalLimit.MOST + 1);
    told.clear();

    limit.tell(refused(NOON.plusSeconds(2), "carol", "already used"));
    assertThat(told).containsExactly(refused(NOON.plusSeconds(2), "carol", "already used"));

    limit.settle(LATER);
    assertThat(told).extracting(Event::client).containsExactly("carol", "anonymous", "bob");
  }

  @Test
  void theRestIsToldWithoutAnotherEvent() {
    flood("alice", RefusalLimit.MOST + 5);
    limit.settle(NOON.plus(RefusalLimit.WINDOW));
    assertThat(told).as("within the window").hasSize(RefusalLimit.MOST);

    limit.settle(LATER);
    assertThat(told).hasSize(RefusalLimit.MOST + 1);
    limit.settle(LATER.plus(RefusalLimit.WINDOW));
    assertThat(told).as("told once").hasSize(RefusalLimit.MOST + 1);
  }

  @Test
  void theRestIsToldWhenTheDaemonStops() {
    flood("alice", RefusalLimit.MOST + 5);
    limit.close();
    assertThat(told.getLast().reason()).startsWith("the last of 5 more");
  }

  @Test
  void whatIsOursIsToldHoweverMuchItIs() {
    for (int i = 0; i < 100; i++) {
      limit.tell(closed(NOON));
    }
    assertThat(told).hasSize(100);
  }

  @Test
  void aClockThatWasSteppedBackSilencesNobody() {
    flood("alice", 2 * RefusalLimit.MOST);
    told.clear();
    var before = refused(NOON.minus(Duration.ofHours(1)), "alice", "no");
    limit.tell(before);
    assertThat(told).hasSize(2).endsWith(before);
  }
}
