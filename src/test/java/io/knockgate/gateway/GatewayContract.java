package io.knockgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.action.Opening.Forward;
import io.knockgate.action.Opening.Pinhole;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What every [Gateway] promises. A filling's own test extends it.
public abstract class GatewayContract {
  protected static final Address ALICE = address("198.51.100.10");
  protected static final Address BOB = address("2001:db8::b0b");
  protected static final Port SSH = Port.tcp(22);
  protected static final Port NAS = Port.tcp(2222);
  protected static final Opening SSH_FOR_ALICE = new Pinhole(ALICE, SSH);
  protected static final Opening SSH_FOR_BOB = new Pinhole(BOB, SSH);
  protected static final Opening NAS_FOR_ALICE = forward(ALICE, "10.20.0.5:22");
  protected static final Opening OTHER_NAS_FOR_ALICE = forward(ALICE, "10.20.0.6:22");
  protected static final Opening NAS_FOR_BOB = forward(BOB, "[fd00:20::5]:22");
  protected static final Duration HOUR = Duration.ofHours(1);
  protected static final Duration MINUTE = Duration.ofMinutes(1);

  /// A new gateway with all doors shut, ready for changes.
  protected abstract Gateway gateway() throws Exception;

  /// The doors that are really open, each with the time left, by whatever else can be seen.
  protected abstract Map<Shutting, Duration> open() throws Exception;

  /// The first connection comes by a door that was opened for it.
  protected abstract void use(Opening opening) throws Exception;

  /// Makes the gateway refuse a change that opens [#NAS_FOR_ALICE].
  protected abstract void refuse() throws Exception;

  @Test
  void aDoorIsOpenForItsTime() throws Exception {
    var gateway = gateway();
    gateway.apply(opening(SSH_FOR_ALICE, MINUTE, AtClose.CUT));
    gateway.apply(opening(NAS_FOR_BOB, HOUR, AtClose.KEEP));
    assertThat(open()).containsOnlyKeys(cut(SSH_FOR_ALICE), keep(NAS_FOR_BOB));
    assertThat(left(SSH_FOR_ALICE)).isPositive().isLessThanOrEqualTo(MINUTE);
    assertThat(open().get(keep(NAS_FOR_BOB))).isBetween(HOUR.minus(MINUTE), HOUR);
  }

  @Test
  void aDoorShutsByItself() throws Exception {
    gateway().apply(opening(SSH_FOR_ALICE, Duration.ofMillis(300), AtClose.CUT));
    Awaitility.await().atMost(MINUTE).until(() -> open().isEmpty());
  }

  @Test
  void aShutDoorIsShutAndMayBeShutAgain() throws Exception {
    var gateway = gateway();
    for (var opening : List.of(SSH_FOR_ALICE, NAS_FOR_ALICE, SSH_FOR_BOB, NAS_FOR_BOB)) {
      gateway.apply(opening(opening, MINUTE, AtClose.CUT));
      gateway.apply(shutting(opening, AtClose.CUT));
      gateway.apply(shutting(opening, AtClose.CUT));
      assertThat(open()).isEmpty();
    }
  }

  @Test
  void aDoorOpenedAgainHasTheNewTimeLongerOrShorter() throws Exception {
    var gateway = gateway();
    for (var opening : List.of(SSH_FOR_ALICE, NAS_FOR_BOB)) {
      gateway.apply(opening(opening, MINUTE, AtClose.CUT));
      gateway.apply(opening(opening, HOUR, AtClose.CUT));
      assertThat(left(opening)).isGreaterThan(HOUR.minus(MINUTE));
      gateway.apply(opening(opening, MINUTE, AtClose.CUT));
      assertThat(left(opening)).isLessThanOrEqualTo(MINUTE);
    }
  }

  @Test
  void doorsThatEndDifferentlyAreTwo() throws Exception {
    var gateway = gateway();
    for (var opening : List.of(SSH_FOR_ALICE, NAS_FOR_ALICE)) {
      gateway.apply(opening(opening, MINUTE, AtClose.CUT));
      gateway.apply(opening(opening, HOUR, AtClose.KEEP));
      gateway.apply(shutting(opening, AtClose.CUT));
      assertThat(open()).containsOnlyKeys(keep(opening));
      gateway.apply(shutting(opening, AtClose.KEEP));
      assertThat(open()).isEmpty();
    }
  }

  @Test
  void aNewerForwardTakesThePlaceOfOneThatLeadsElsewhere() throws Exception {
    var gateway = gateway();
    gateway.apply(opening(NAS_FOR_ALICE, HOUR, AtClose.CUT));
    gateway.apply(opening(OTHER_NAS_FOR_ALICE, MINUTE, AtClose.CUT));
    assertThat(open()).containsOnlyKeys(cut(OTHER_NAS_FOR_ALICE));
  }

  @Test
  void oneChangeShutsAndOpens() throws Exception {
    var gateway = gateway();
    gateway.apply(opening(NAS_FOR_ALICE, HOUR, AtClose.CUT));
    gateway.apply(
        new Change(
            List.of(new Shutting(NAS_FOR_ALICE, AtClose.CUT, false)),
            List.of(
                new Passage(OTHER_NAS_FOR_ALICE, MINUTE, AtClose.CUT, Entry.ALL),
                new Passage(SSH_FOR_BOB, MINUTE, AtClose.CUT, Entry.ALL))));
    assertThat(open()).containsOnlyKeys(cut(OTHER_NAS_FOR_ALICE), cut(SSH_FOR_BOB));
  }

  @Test
  void aRefusedChangeChangesNothing() throws Exception {
    var gateway = gateway();
    gateway.apply(opening(SSH_FOR_ALICE, HOUR, AtClose.CUT));
    refuse();
    var change =
        new Change(
            List.of(new Shutting(SSH_FOR_ALICE, AtClose.CUT, false)),
            List.of(
                new Passage(SSH_FOR_BOB, MINUTE, AtClose.CUT, Entry.ALL),
                new Passage(NAS_FOR_ALICE, MINUTE, AtClose.CUT, Entry.ALL)));
    assertThatThrownBy(() -> gateway.apply(change)).isInstanceOf(GatewayException.class);
    assertThat(open()).containsOnlyKeys(cut(SSH_FOR_ALICE));
  }

  @Test
  void aDoorThatIsWantedButWasShutMeanwhileStaysShut() throws Exception {
    var gateway = gateway();
    gateway.apply(opening(SSH_FOR_ALICE, HOUR, AtClose.CUT));
    var real =
        gateway.reconcile(
            List.of(
                new Passage(SSH_FOR_ALICE, HOUR, AtClose.CUT, Entry.ALL),
                new Passage(NAS_FOR_BOB, HOUR, AtClose.CUT, Entry.ALL)));
    assertThat(open()).containsOnlyKeys(cut(SSH_FOR_ALICE));
    assertThat(real).extracting(Passage::opening).containsExactly(SSH_FOR_ALICE);
  }

  @Test
  void reconcilingKeepsWhatIsWantedAndShutsTheRest() throws Exception {
    var gateway = gateway();
    gateway.apply(opening(SSH_FOR_ALICE, HOUR, AtClose.CUT));
    gateway.apply(opening(NAS_FOR_BOB, HOUR, AtClose.CUT));
    gateway.apply(opening(NAS_FOR_ALICE, HOUR, AtClose.KEEP));
    for (int i = 0; i < 2; i++) {
      gateway.reconcile(
          List.of(
              new Passage(NAS_FOR_BOB, HOUR, AtClose.CUT, Entry.ALL),
              new Passage(NAS_FOR_ALICE, HOUR, AtClose.KEEP, Entry.ALL)));
      assertThat(open()).containsOnlyKeys(cut(NAS_FOR_BOB), keep(NAS_FOR_ALICE));
    }
  }

  @Test
  void reconcilingNeverMakesAnOpenDoorLonger() throws Exception {
    var gateway = gateway();
    gateway.apply(opening(SSH_FOR_ALICE, MINUTE, AtClose.CUT));
    gateway.apply(opening(NAS_FOR_BOB, HOUR, AtClose.CUT));
    var real =
        gateway.reconcile(
            List.of(
                new Passage(SSH_FOR_ALICE, HOUR, AtClose.CUT, Entry.ALL),
                new Passage(NAS_FOR_BOB, MINUTE, AtClose.CUT, Entry.ALL)));
    assertThat(real).hasSize(2);
    assertThat(real).allMatch(passage -> passage.remaining().compareTo(MINUTE) <= 0);
    assertThat(left(SSH_FOR_ALICE)).isLessThanOrEqualTo(MINUTE);
    assertThat(left(NAS_FOR_BOB)).isLessThanOrEqualTo(MINUTE);
  }

  @Test
  void aDoorOfTheFirstConnectionIsUsedOnceAndAgainWhenItIsOpenedAgain() throws Exception {
    var gateway = gateway();
    for (var opening : List.of(SSH_FOR_ALICE, NAS_FOR_BOB)) {
      for (var atClose : AtClose.values()) {
        gateway.apply(first(opening, MINUTE, atClose));
        assertThat(open()).containsOnlyKeys(once(opening, atClose));
        assertThat(gateway.used()).isEmpty();
        use(opening);
        assertThat(gateway.used()).containsExactly(opening);
        assertThat(open()).containsOnlyKeys(once(opening, atClose));
        gateway.apply(first(opening, HOUR, atClose));
        assertThat(gateway.used()).isEmpty();
        assertThat(open().get(once(opening, atClose))).isGreaterThan(HOUR.minus(MINUTE));
        gateway.apply(new Change(List.of(once(opening, atClose)), List.of()));
        gateway.apply(new Change(List.of(once(opening, atClose)), List.of()));
        assertThat(open()).isEmpty();
        assertThat(gateway.used()).isEmpty();
      }
    }
  }

  @Test
  void aDoorOfTheFirstConnectionIsAnotherThanThatOfAll() throws Exception {
    var gateway = gateway();
    gateway.apply(opening(SSH_FOR_ALICE, MINUTE, AtClose.CUT));
    gateway.apply(first(SSH_FOR_ALICE, HOUR, AtClose.CUT));
    assertThat(open()).containsOnlyKeys(cut(SSH_FOR_ALICE), once(SSH_FOR_ALICE, AtClose.CUT));
    gateway.apply(shutting(SSH_FOR_ALICE, AtClose.CUT));
    assertThat(open()).containsOnlyKeys(once(SSH_FOR_ALICE, AtClose.CUT));
    assertThat(gateway.used()).isEmpty();
  }

  @Test
  void whatIsLeftOfADoorOfTheFirstConnectionIsNoSecond() throws Exception {
    var gateway = gateway();
    gateway.apply(first(SSH_FOR_ALICE, HOUR, AtClose.CUT));
    gateway.apply(first(SSH_FOR_BOB, HOUR, AtClose.CUT));
    use(SSH_FOR_ALICE);
    var rest =
        List.of(
            new Passage(SSH_FOR_ALICE, MINUTE, AtClose.CUT, Entry.REST),
            new Passage(SSH_FOR_BOB, MINUTE, AtClose.CUT, Entry.REST));
    gateway.apply(new Change(List.of(), rest));
    assertThat(gateway.used()).containsExactly(SSH_FOR_ALICE);
    assertThat(open().values()).allMatch(left -> left.compareTo(MINUTE) <= 0);
    for (int i = 0; i < 2; i++) {
      assertThat(gateway.reconcile(rest)).hasSize(2).allMatch(Passage::once);
      assertThat(gateway.used()).containsExactly(SSH_FOR_ALICE);
      assertThat(open())
          .containsOnlyKeys(once(SSH_FOR_ALICE, AtClose.CUT), once(SSH_FOR_BOB, AtClose.CUT));
    }
  }

  private static Change first(Opening opening, Duration time, AtClose atClose) {
    return new Change(List.of(), List.of(new Passage(opening, time, atClose, Entry.FIRST)));
  }

  private static Shutting once(Opening opening, AtClose atClose) {
    return new Shutting(opening, atClose, true);
  }

  /// A change that opens one door.
  protected static Change opening(Opening opening, Duration time, AtClose atClose) {
    return new Change(List.of(), List.of(new Passage(opening, time, atClose, Entry.ALL)));
  }

  /// A change that shuts one door.
  protected static Change shutting(Opening opening, AtClose atClose) {
    return new Change(List.of(new Shutting(opening, atClose, false)), List.of());
  }

  private Duration left(Opening opening) throws Exception {
    return open().getOrDefault(cut(opening), Duration.ZERO);
  }

  private static Shutting cut(Opening opening) {
    return new Shutting(opening, AtClose.CUT, false);
  }

  private static Shutting keep(Opening opening) {
    return new Shutting(opening, AtClose.KEEP, false);
  }

  private static Opening forward(Address source, String to) {
    try {
      return new Forward(source, NAS, Endpoint.parse(to), false);
    } catch (BadValue impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (BadValue impossible) {
      throw new AssertionError(impossible);
    }
  }
}
