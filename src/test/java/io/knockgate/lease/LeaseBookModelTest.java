package io.knockgate.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Shutting;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random knocks, closes, alarms, restarts, flushes and refusals, against a model that is slow and
/// obvious: a list of leases, from which all doors are worked out anew each time.
class LeaseBookModelTest {
  private static final List<Action> ACTIONS =
      List.of(
          Scene.NAS,
          Scene.MAIL,
          Scene.SSH,
          Scene.KEPT,
          Scene.ASKED,
          Scene.limited(Scene.ADMIN, 2),
          Scene.pinhole("open-2222", AtClose.KEEP, Port.tcp(2222)),
          Scene.forward("nas-too", Port.tcp(2222), new Endpoint(Address.v4(0x0a140005), 22)));
  private static final List<Address> SOURCES =
      List.of(Scene.ALICE, Scene.BOB, Address.v4(0xcb00710b));

  private record Held(
      String action, Address source, List<Opening> openings, AtClose atClose, long until) {
    boolean is(Grant.Open grant) {
      return action.equals(grant.action().name()) && source.equals(grant.claim().source());
    }

    boolean rivals(Grant.Open grant) {
      return openings.stream()
          .anyMatch(
              mine ->
                  grant.openings().stream()
                      .anyMatch(
                          its ->
                              mine.source().equals(its.source())
                                  && mine.port().equals(its.port())
                                  && (mine instanceof Opening.Forward
                                      || its instanceof Opening.Forward)));
    }
  }

  private final Scene scene = new Scene();
  private final List<Held> model = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void afterEveryStepTheOpenDoorsAreWhatTheLeasesSay(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    for (int step = 0; step < 2_000; step++) {
      var done = step(random);
      assertThat(scene.gateway.open())
          .as("%s, step %d, seed %d", done, step, seed)
          .isEqualTo(doors());
      assertThat(scene.book.leases())
          .as("%s, step %d, seed %d", done, step, seed)
          .hasSize(model.size());
    }
  }

  private String step(SplittableRandom random) throws Exception {
    var source = SOURCES.get(random.nextInt(SOURCES.size()));
    var action = ACTIONS.get(random.nextInt(ACTIONS.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> open(action, source, random);
      case 4, 5 -> {
        scene.knockShut(action, source);
        drop(action, source);
        return "close " + action.name() + " " + source;
      }
      case 6, 7 -> {
        scene.pass(Duration.ofSeconds(random.nextInt(120)));
        ringAll();
      }
      case 8 -> {
        scene.step(Duration.ofSeconds(random.nextInt(-7200, 7200)));
        scene.book.realarm(scene.now);
        ringAll();
      }
      case 9 -> {
        scene.gateway.flush();
        scene.book.reconcile(scene.now);
      }
      case 10 -> {
        var all = new HashMap<String, Action>();
        ACTIONS.forEach(each -> all.put(each.name(), each));
        scene.restart(all);
      }
      default -> {
        scene.gateway.refuse("not now");
        assertThat(scene.knock(action, source, 5)).isInstanceOf(Outcome.Refused.class);
        scene.knockShut(action, source);
        scene.gateway.obey();
        scene.book.sweep(scene.now);
        drop(action, source);
        return "refused";
      }
    }
    return "step";
  }

  private void open(Action action, Address source, SplittableRandom random) {
    var port = random.nextBoolean() ? Port.tcp(22) : Port.tcp(443);
    var grant = Scene.grant(action, source, port, Duration.ofSeconds(random.nextInt(1, 600)));
    var outcome = scene.book.open(grant, scene.now);
    var renewal = model.removeIf(held -> held.is(grant));
    long others = model.stream().filter(held -> held.action().equals(action.name())).count();
    if (!renewal && others >= action.stay().leases()) {
      assertThat(outcome).isInstanceOf(Outcome.Refused.class);
      return;
    }
    assertThat(outcome).isInstanceOf(Outcome.Opened.class);
    model.removeIf(held -> held.rivals(grant));
    var until = scene.now.nanos() + grant.time().toNanos();
    model.add(new Held(action.name(), source, grant.openings(), action.stay().atClose(), until));
  }

  private void drop(Action action, Address source) {
    model.removeIf(held -> held.action().equals(action.name()) && held.source().equals(source));
  }

  private void ringAll() {
    for (var live : scene.book.leases()) {
      if (!scene.now.wall().isBefore(live.until().wall())) {
        scene.book.ring(live.lease().id(), scene.now);
      }
    }
    model.removeIf(held -> held.until() <= scene.now.nanos());
  }

  private Map<Shutting, Duration> doors() {
    var doors = new HashMap<Shutting, Duration>();
    for (var held : model) {
      for (var opening : held.openings()) {
        doors.merge(
            new Shutting(opening, held.atClose(), false),
            Duration.ofNanos(held.until() - scene.now.nanos()),
            (one, other) -> one.compareTo(other) > 0 ? one : other);
      }
    }
    return doors;
  }
}
