package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `once: true`: the door shuts behind the first ssh session.
@Tag("kernel")
class OnceTest extends EndToEnd {
  @Override
  String[] actions() {
    var actions = Setup.actions("10m", "cut");
    actions[1] += "once: true\n";
    actions[3] += "once: true\n";
    return actions;
  }

  @Test
  void theFirstSessionLivesAndOnlyAnotherKnockAdmitsASecond() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> daemon.leases().size() == 1);
    assertThat(isUsed()).isFalse();
    var first = nas.session(CLIENT_V4, GATEWAY_V4, 2222);
    var heard = first.inputReader();
    assertThat(heard.readLine()).isEqualTo("nas");
    eventually(this::isUsed);
    assertThat(daemon.knockgate("status").text()).contains("the first connection is established");
    assertThat(opens(2222)).isFalse();
    echoes(first, heard, "after the door was shut");
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> !isUsed());
    assertThat(nas.ssh(CLIENT_V4, GATEWAY_V4, 2222, "echo $WHO").text()).contains("nas");
    assertThat(opens(2222)).isFalse();
    echoes(first, heard, "after another knock");
  }

  @Test
  void neitherAKillNorAFlushOpensAUsedDoor() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    eventually(() -> daemon.leases().size() == 1);
    daemon.kill();
    var first = gatewaySshd.session(CLIENT_V4, GATEWAY_V4, 22);
    var heard = first.inputReader();
    assertThat(heard.readLine()).isEqualTo("gateway");
    assertThat(opens(22)).as("with no daemon").isFalse();
    daemon.start();
    eventually(this::isUsed);
    assertThat(opens(22)).as("after a restart").isFalse();
    lab.exec(Place.GATEWAY, "nft", "flush", "ruleset");
    eventually(() -> daemon.status().getAsJsonObject("health").get("restored").getAsLong() > 0);
    assertThat(opens(22)).as("after a flush").isFalse();
    assertThat(isUsed()).isTrue();
    echoes(first, heard, "after all that");
    assertThat(daemon.knockgate("close", "open-ssh").exit()).isZero();
    say(first, "cut");
    assertThat(first.waitFor(3, TimeUnit.SECONDS)).isFalse();
    assertThat(heard.ready()).isFalse();
  }

  private boolean isUsed() throws Exception {
    return daemon.leases().get(0).getAsJsonObject().get("used").getAsBoolean();
  }

  private static void echoes(Process session, BufferedReader heard, String words)
      throws IOException {
    say(session, words);
    assertThat(heard.readLine()).isEqualTo(words);
  }

  private static void say(Process session, String words) throws IOException {
    session
        .getOutputStream()
        .write((words + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    session.getOutputStream().flush();
  }
}
