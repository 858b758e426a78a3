package io.knockgate.e2e;

import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// NFLOG and libpcap side by side hear each knock once.
@Tag("kernel")
class TwoCapturesTest extends EndToEnd {
  @Override
  String config() {
    return super.config() + "capture: [{nflog: {group: 62}}, {interface: {name: wan}}]\n";
  }

  @Override
  String[] actions() {
    return Setup.actions("10m", "cut");
  }

  @Test
  void aKnockThatBothHearIsOneKnock() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> opens(2222));
    eventually(
        () ->
            health().getAsJsonArray("captures").asList().stream()
                .map(capture -> capture.getAsJsonObject().get("heard").getAsLong())
                .allMatch(heard -> heard >= Setup.KNOCK_NAS.length));
    assertThat(health().get("complete").getAsLong()).isOne();
    assertThat(daemon.told("granted", "ssh-to-nas").get("reason").getAsString()).isEmpty();
  }

  private JsonObject health() throws Exception {
    return daemon.status().getAsJsonObject("health");
  }
}
