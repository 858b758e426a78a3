package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The commands beside a running daemon: what they do, print and exit with.
@Tag("kernel")
class CommandsTest extends EndToEnd {
  @Override
  String[] actions() {
    return Setup.actions("10m", "cut");
  }

  @Test
  void statusTellsEachLeaseAndTheHealthAsStableJson() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> daemon.leases().size() == 1);
    var status = daemon.status();
    assertThat(status.keySet()).isEqualTo(Set.of("leases", "jobs", "last", "health"));
    var lease = status.getAsJsonArray("leases").get(0).getAsJsonObject();
    assertThat(lease.keySet())
        .contains("id", "action", "client", "source", "opened", "closes", "state");
    assertThat(lease.get("source").getAsString()).isEqualTo(CLIENT_V4);
    assertThat(lease.get("client").getAsString()).isEqualTo("anonymous");
    assertThat(lease.get("state").getAsString()).isEqualTo("open");
    assertThat(Instant.parse(lease.get("closes").getAsString())).isAfter(Instant.now());
    assertThat(daemon.knockgate("status").text())
        .contains("ssh-to-nas", CLIENT_V4, "left", "nflog 62: listening");
  }

  @Test
  void closeShutsALeaseByItsIdOrItsAction() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    eventually(() -> daemon.leases().size() == 2);
    assertThat(daemon.knockgate("close", "open-ssh").exit()).isZero();
    var id = daemon.leases().get(0).getAsJsonObject().get("id").getAsString();
    assertThat(daemon.knockgate("close", id).text()).isEqualTo("closed " + id + "\n");
    assertThat(daemon.leases()).isEmpty();
    assertThat(daemon.told("closed", "ssh-to-nas").get("reason").getAsString())
        .isEqualTo("closed by root");
  }

  @Test
  void closingWhatThereIsNotSaysSo() throws Exception {
    var answer = daemon.knockgate("close", "no-such-thing");
    assertThat(answer.exit()).isEqualTo(65);
    assertThat(answer.text()).contains("no lease, job or action is called no-such-thing");
    assertThat(daemon.knockgate("close").exit()).isEqualTo(64);
  }

  @Test
  void triggerOpensForTheSourceThatIsNamed() throws Exception {
    assertThat(opens(22)).isFalse();
    assertThat(daemon.knockgate("trigger", "open-ssh", "--source", CLIENT_V4).text())
        .containsPattern("lease [a-z0-9]{8}: open-ssh for " + CLIENT_V4 + ", tcp/22, until 2");
    eventually(() -> opens(22));
    var told = daemon.told("granted", "open-ssh");
    assertThat(told.get("client").getAsString()).isEqualTo("root");
    assertThat(told.get("knock").isJsonNull()).isTrue();
  }

  @Test
  void triggerOfADoorWithoutASourceSaysWhatIsMissing() throws Exception {
    var answer = daemon.knockgate("trigger", "open-ssh");
    assertThat(answer.exit()).isEqualTo(64);
    assertThat(answer.text()).contains("--source ADDRESS");
    assertThat(daemon.knockgate("trigger", "open-ssh", "--source", "example.org").exit())
        .isEqualTo(64);
    assertThat(daemon.knockgate("trigger", "no-such-action").exit()).isEqualTo(65);
  }

  @Test
  void triggerOfAnActionThatTakesNoPortRefusesOne() throws Exception {
    var answer =
        daemon.knockgate("trigger", "open-ssh", "--source", CLIENT_V4, "--port", "tcp/443");
    assertThat(answer.exit()).isEqualTo(64);
    assertThat(answer.text()).contains("open-ssh takes no port: leave --port out");
    assertThat(daemon.leases()).isEmpty();
  }

  @Test
  void triggerOfAJobPrintsItsOutputAndExitsAsItDoes() throws Exception {
    var answer = daemon.knockgate("trigger", "backup");
    assertThat(answer.exit()).isZero();
    assertThat(answer.text()).contains("backed up for 127.0.0.1\n").contains(": done");
  }

  @Test
  void historyIsTheNewestFirstAsStableJson() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    daemon.told("granted", "ssh-to-nas");
    daemon.knockgate("close", "--all");
    daemon.told("closed", "ssh-to-nas");
    var newest = daemon.history().get(0).getAsJsonObject();
    assertThat(newest.keySet())
        .isEqualTo(
            Set.of(
                "at", "event", "client", "key", "source", "sender", "knock", "action", "lease",
                "reason", "job", "part", "stage", "exit", "output"));
    assertThat(newest.get("event").getAsString()).isEqualTo("closed");
    assertThat(daemon.knockgate("history").text())
        .startsWith("TIME ")
        .containsPattern("granted  ssh-to-nas  [0-9.]+  - +anonymous  - +[a-z-]+ +[a-z0-9]{8}\n");
    assertThat(daemon.knockgate("history", "nobody").text())
        .isEqualTo("nothing is told of nobody\n");
    assertThat(daemon.knockgate("history", "--last", "0").exit()).isEqualTo(64);
  }

  @Test
  void planSaysThatTheLoadedTableDoesNotDifferAndWhatStandsInTheWay() throws Exception {
    assertThat(daemon.knockgate("plan").text())
        .startsWith("table inet knockgate")
        .contains("the table is loaded, and nothing differs");
    lab.exec(
        Place.GATEWAY,
        "nft",
        "add table inet theirs; add chain inet theirs input { type filter hook input priority 0; policy drop; }");
    try {
      assertThat(daemon.knockgate("plan").text())
          .contains("nft insert rule inet theirs input meta mark");
      assertThat(daemon.knockgate("status").text())
          .contains("nft insert rule inet theirs input meta mark");
    } finally {
      lab.exec(Place.GATEWAY, "nft", "delete table inet theirs");
    }
  }

  @Test
  void anInterfaceThatIsNotThereIsTold() throws Exception {
    var words = "there is no interface wan, which stands in `wan`: until it comes";
    assertThat(daemon.knockgate("plan").text()).doesNotContain(words);
    assertThat(daemon.knockgate("status").text()).doesNotContain(words);
    lab.exec(Place.GATEWAY, "ip", "link", "set", "wan", "down");
    lab.exec(Place.GATEWAY, "ip", "link", "set", "wan", "name", "elsewhere");
    try {
      assertThat(daemon.knockgate("plan").text()).contains("\n# " + words);
      assertThat(daemon.knockgate("status").text()).contains("note: " + words);
    } finally {
      lab.exec(Place.GATEWAY, "ip", "link", "set", "elsewhere", "name", "wan");
      lab.exec(Place.GATEWAY, "ip", "link", "set", "wan", "up");
    }
  }

  @Test
  void aSecondDaemonOnTheSameStateRefusesToStart() throws Exception {
    var answer = daemon.knockgate("run");
    assertThat(answer.exit()).isEqualTo(74);
    assertThat(answer.text()).contains("another knockgate").contains("pid");
    assertThat(daemon.status()).isNotNull();
  }
}
