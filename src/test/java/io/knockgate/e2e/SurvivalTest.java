package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import io.knockgate.lab.Lab.Place;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever happens to the daemon, doors shut on time, and those that have time left stay open.
@Tag("kernel")
class SurvivalTest extends EndToEnd {
  @Override
  String[] actions() {
    return Setup.actions("20s", "cut");
  }

  @Test
  void killedWithADoorOpenTheKernelShutsIt() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> opens(2222));
    daemon.kill();
    eventually(() -> opens(2222));
    eventually(() -> !opens(2222));
    daemon.start();
    assertThat(daemon.told("closed", "ssh-to-nas").get("reason").getAsString())
        .isEqualTo("its time is over");
    assertThat(opens(2222)).isFalse();
  }

  @Test
  void restartedItAdoptsTheDoorAndTheSessionForTheTimeTheyHaveLeft() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> daemon.leases().size() == 1);
    var before = daemon.leases().get(0).getAsJsonObject();
    var session = nas.session(CLIENT_V4, GATEWAY_V4, 2222);
    var echo = session.inputReader();
    assertThat(echo.readLine()).isEqualTo("nas");
    daemon.stop();
    daemon.start();
    var after = daemon.leases().get(0).getAsJsonObject();
    assertThat(after.get("id")).isEqualTo(before.get("id"));
    assertThat(closes(after)).isCloseTo(closes(before), within(1, ChronoUnit.SECONDS));
    try (var in = session.outputWriter()) {
      in.write("still there\n");
      in.flush();
      assertThat(echo.readLine()).isEqualTo("still there");
    }
    eventually(() -> daemon.leases().isEmpty() && !opens(2222));
  }

  private static Instant closes(JsonObject lease) {
    return Instant.parse(lease.get("closes").getAsString());
  }

  @Test
  void aFlushedRulesetIsRestoredWithItsOpenDoors() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> opens(2222));
    lab.exec(Place.GATEWAY, "nft", "flush", "ruleset");
    eventually(() -> opens(2222) && !opens(22));
    assertThat(daemon.status().getAsJsonObject("health").get("restored").getAsLong()).isPositive();
  }

  @Test
  void aDoorThatNobodyHasALeaseForIsShut() throws Exception {
    var element = "{ %s . tcp . 22 timeout 10m }".formatted(CLIENT_V4);
    lab.exec(Place.GATEWAY, "nft", "add element inet knockgate open4 " + element);
    eventually(
        () -> !lab.exec(Place.GATEWAY, "nft", "list set inet knockgate open4").contains(CLIENT_V4));
  }

  @Test
  void aBrokenConfigurationAtBootLeavesGuardedWhatWasGuarded() throws Exception {
    daemon.stop();
    lab.exec(Place.GATEWAY, "nft", "flush", "ruleset");
    eventually(() -> opens(22));
    var guard = daemon.guardWithBrokenConfiguration();
    assertThat(guard.exit()).isEqualTo(78);
    assertThat(guard.text()).contains("stay guarded");
    assertThat(opens(22)).isFalse();
    daemon.start();
  }

  @Test
  void theTableOutlivesTheDaemonUntilReleased() throws Exception {
    assertThat(daemon.knockgate("release").exit()).isEqualTo(69);
    daemon.stop();
    assertThat(opens(22)).isFalse();
    assertThat(daemon.knockgate("release").text()).isEqualTo("released\n");
    eventually(() -> opens(22));
    assertThat(daemon.knockgate("guard").exit()).isZero();
    assertThat(opens(22)).isFalse();
    daemon.start();
  }
}
