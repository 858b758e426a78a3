package io.knockgate.gateway.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a change means, without a kernel.
class DoorsTest {
  private static final Address ALICE = Address.v4(0xc633640a);
  private static final Slot SLOT = new Slot(ALICE, Port.tcp(22));
  private static final Opening PINHOLE = new Opening.Pinhole(ALICE, Port.tcp(22));
  private static final Endpoint NAS = new Endpoint(Address.v4(0x0a140005), 22);
  private static final Endpoint OTHER = new Endpoint(Address.v4(0x0a140006), 22);
  private static final Opening TO_NAS = new Opening.Forward(ALICE, Port.tcp(22), NAS, false);
  private static final Opening TO_OTHER = new Opening.Forward(ALICE, Port.tcp(22), OTHER, false);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Doors doors = new Doors();
  private long now = Long.MAX_VALUE - 5 * SECOND; // nanoTime may wrap around

  private Doors.SlotChange open(Opening opening, int seconds, AtClose atClose) {
    return commit(
        new Change(
            List.of(),
            List.of(new Passage(opening, Duration.ofSeconds(seconds), atClose, Entry.ALL))));
  }

  private Doors.SlotChange openOnce(int seconds, Entry entry) {
    var passage = new Passage(PINHOLE, Duration.ofSeconds(seconds), AtClose.CUT, entry);
    return commit(new Change(List.of(), List.of(passage)));
  }

  private Doors.SlotChange shut(Opening opening, AtClose atClose) {
    return commit(new Change(List.of(new Shutting(opening, atClose, false)), List.of()));
  }

  private Doors.SlotChange commit(Change change) {
    var slot = doors.changes(change, now).getFirst();
    doors.commit(slot);
    return slot;
  }

  @Test
  void aFirstDoorOpensAnewAndItsRenewalDoesNot() {
    assertThat(open(PINHOLE, 10, AtClose.CUT).opensAnew()).isTrue();
    now += 9 * SECOND;
    assertThat(open(PINHOLE, 10, AtClose.CUT).opensAnew()).isFalse();
    assertThat(open(PINHOLE, 10, AtClose.KEEP).opensAnew()).isFalse();
  }

  @Test
  void aDoorWhoseTimeIsOverIsNoLongerHeldOpen() {
    open(PINHOLE, 10, AtClose.CUT);
    now += 10 * SECOND;
    var again = open(PINHOLE, 10, AtClose.CUT);
    assertThat(again.opensAnew()).isTrue();
    assertThat(again.turns()).isFalse();
    assertThat(again.before()).isNotEmpty();
  }

  @Test
  void theLastDoorEndsTheSlotAndOneOfTwoDoesNot() {
    open(PINHOLE, 10, AtClose.CUT);
    open(PINHOLE, 10, AtClose.KEEP);
    assertThat(shut(PINHOLE, AtClose.CUT).ends()).isFalse();
    assertThat(shut(PINHOLE, AtClose.KEEP).ends()).isTrue();
    assertThat(shut(PINHOLE, AtClose.KEEP).ends()).as("nothing was open").isFalse();
  }

  @Test
  void aForwardElsewhereTurnsTheSlot() {
    open(TO_NAS, 10, AtClose.CUT);
    assertThat(open(TO_OTHER, 10, AtClose.CUT).turns()).isTrue();
    assertThat(doors.doors(SLOT)).containsOnlyKeys(new Door(TO_OTHER, AtClose.CUT, false));
  }

  @Test
  void aPinholeBesideAForwardFollowsItsWay() {
    open(PINHOLE, 10, AtClose.CUT);
    assertThat(open(TO_NAS, 10, AtClose.CUT).turns()).isTrue();
    assertThat(Way.of(doors.doors(SLOT).keySet())).isEqualTo(new Way.Inside(NAS));
    assertThat(shut(TO_NAS, AtClose.CUT).turns()).as("back to the gateway").isTrue();
  }

  @Test
  void anElementLivesAsLongAsTheLongestOfItsDoors() {
    open(TO_NAS, 10, AtClose.CUT);
    open(TO_NAS, 20, AtClose.KEEP);
    var elements = Doors.elements(SLOT, doors.doors(SLOT));
    assertThat(elements)
        .containsEntry(new Element.Admit(SLOT, AtClose.CUT), now + 10 * SECOND)
        .containsEntry(new Element.Admit(SLOT, AtClose.KEEP), now + 20 * SECOND)
        .containsKey(new Element.Lead(SLOT, NAS))
        .hasSize(3);
    long lead = elements.getOrDefault(new Element.Lead(SLOT, NAS), now);
    assertThat(lead - now).as("never over before what it leads").isGreaterThan(20 * SECOND);
  }

  @Test
  void aTimeWithoutLimitIsBounded() {
    var change =
        new Change(
            List.of(),
            List.of(
                new Passage(PINHOLE, Duration.ofSeconds(Long.MAX_VALUE), AtClose.CUT, Entry.ALL)));
    var until = doors.changes(change, now).getFirst().after().values().iterator().next();
    assertThat(until - now).isEqualTo(Duration.ofDays(365).toNanos());
  }

  @Test
  void aFirstConnectionIsAdmittedAnewOnlyWhereADoorIsOpenedForIt() {
    var first = new Element.First(SLOT);
    var token = new Element.Token(SLOT);
    var stay = new Element.Stay(SLOT, AtClose.CUT);
    var opened = openOnce(10, Entry.FIRST);
    assertThat(opened.there()).containsOnlyKeys(first, token, stay);
    var shortened = openOnce(5, Entry.REST);
    assertThat(shortened.there()).containsExactly(Map.entry(stay, now + 5 * SECOND));
    assertThat(shortened.away()).isEmpty();
    assertThat(doors.used(Set.of(stay))).containsExactly(PINHOLE);
    assertThat(doors.isUsed(SLOT)).isTrue();
    var renewed = openOnce(10, Entry.FIRST);
    assertThat(renewed.opensAnew()).isFalse();
    assertThat(renewed.there()).containsOnlyKeys(first, token, stay);
    assertThat(doors.isUsed(SLOT)).isFalse();
    var shut = commit(new Change(List.of(new Shutting(PINHOLE, AtClose.CUT, true)), List.of()));
    assertThat(shut.away()).containsOnly(first, token, stay);
    assertThat(shut.there()).isEmpty();
  }
}
