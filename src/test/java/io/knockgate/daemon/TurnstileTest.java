package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final Turnstile turnstile = new Turnstile(new SplittableRandom(1), _ -> {});

  @Test
  void sourcesTakeTurns() throws Exception {
    enter("192.0.2.1", "a1");
    enter("192.0.2.1", "a2");
    enter("192.0.2.1", "a3");
    enter("192.0.2.2", "b1");

    assertThat(finish(4)).containsExactly("a1", "b1", "a2", "a3");
  }

  @Test
  void anIpv6NetworkIsOneSource() throws Exception {
    enter("2001:db8::1", "a1");
    enter("2001:db8::2", "a2");
    enter("2001:db8:0:1::1", "b1");

    assertThat(finish(3)).containsExactly("a1", "b1", "a2");
  }

  @Test
  void aSourceHasFewPlaces() throws Exception {
    for (int i = 0; i < 10; i++) {
      enter("192.0.2.1", "a" + i);
    }

    assertThat(finish(4)).containsExactly("a0", "a1", "a2", "a3");
    assertThat(turnstile.lost()).isEqualTo(6);
  }

  @Test
  void aSourceThatSendsLittleIsNotLostToSourcesThatSendMuch() throws Exception {
    for (int source = 0; source < 250; source++) {
      for (int i = 0; i < Turnstile.MOST_EACH; i++) {
        enter("198.51.100." + source, "flood");
      }
    }
    enter("192.0.2.1", "honest");

    assertThat(finish(Turnstile.MOST)).contains("honest");
  }

  @Test
  void inASpoofedFloodAnyoneMayBeLostAndNotAlwaysTheNewcomer() throws Exception {
    int heard = 0;
    for (int round = 0; round < 40; round++) {
      for (int source = 0; source < 400; source++) {
        enter("198.18.%d.%d".formatted(source / 200, source % 200), "flood");
        if (source == 300) {
          enter("192.0.2.1", "honest");
        }
      }
      heard += finish(Turnstile.MOST).contains("honest") ? 1 : 0;
    }

    assertThat(heard).isBetween(10, 39);
  }

  @Test
  void aSourceThatProvedAClientBeforeIsNotLostInASpoofedFlood() throws Exception {
    prove("192.0.2.1");
    for (int round = 0; round < 20; round++) {
      for (int source = 0; source < 600; source++) {
        enter("198.18.%d.%d".formatted(source / 200, source % 200), "flood");
        if (source == 300) {
          enter("192.0.2.1", "honest");
        }
      }
      assertThat(finish(Turnstile.MOST)).contains("honest");
    }
  }

  @Test
  void onlyTheLatestThatProvedAClientAreKnown() throws Exception {
    prove("192.0.2.1");
    for (int other = 0; other < Turnstile.MOST_KNOWN; other++) {
      prove("203.0.113." + other);
    }
    int heard = 0;
    for (int round = 0; round < 40; round++) {
      for (int source = 0; source < 600; source++) {
        enter("198.18.%d.%d".formatted(source / 200, source % 200), "flood");
        if (source == 100) {
          enter("192.0.2.1", "honest");
        }
      }
      heard += finish(Turnstile.MOST).contains("honest") ? 1 : 0;
    }
    assertThat(heard).isLessThan(30);
  }

  private void prove(String source) throws Exception {
    turnstile.enter(
        new Recognition.Unfinished(
            address(source),
            () -> {
              done.add("proved");
              return new Recognition.Complete(List.of());
            }),
        0);
    assertThat(finish(1)).containsExactly("proved");
  }

  @Test
  void whatComesOfAKnockIsToldWithItsTime() throws Exception {
    var told = Collections.synchronizedList(new ArrayList<Turnstile.Finished>());
    var gate = new Turnstile(new SplittableRandom(1), told::add);
    gate.enter(new Recognition.Unfinished(address("192.0.2.1"), () -> Recognition.UNHEARD), 42);

    try (var _ = ServiceThread.interruptible("turnstile", gate)) {
      await().until(() -> told.size() == 1);
    }

    assertThat(told).containsExactly(new Turnstile.Finished(Recognition.UNHEARD, 42));
  }

  private void enter(String source, String name) throws BadValue {
    turnstile.enter(
        new Recognition.Unfinished(
            address(source),
            () -> {
              done.add(name);
              return Recognition.UNHEARD;
            }),
        0);
  }

  private static Address address(String text) throws BadValue {
    return Address.parse(text);
  }

  /// Lets all who wait through, and says who they were, in order.
  private List<String> finish(int many) throws Exception {
    try (var _ = ServiceThread.interruptible("turnstile", turnstile)) {
      await().until(() -> done.size() >= many);
    }
    var all = List.copyOf(done);
    done.clear();
    return all;
  }
}
