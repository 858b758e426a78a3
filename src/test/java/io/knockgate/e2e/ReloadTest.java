package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.control.Answer;
import io.knockgate.control.Exit;
import io.knockgate.lab.Lab;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The configuration is changed while the daemon runs.
@Tag("kernel")
class ReloadTest extends EndToEnd {
  @Override
  String[] actions() {
    return Setup.actions("5m", "cut");
  }

  @AfterEach
  void asBefore() throws Exception {
    daemon.configure(config(), actions());
    assertThat(daemon.reload()).isInstanceOf(Answer.Done.class);
  }

  private JsonObject reloaded() throws Exception {
    return ((Answer.Done) daemon.reload()).result().getAsJsonObject();
  }

  @Test
  void aChangedSequenceIsHeardAtOnceAndTheOldOneNoMore() throws Exception {
    daemon.configure(
        config().replace("[8442, udp/5120, 3971, 7206]", "[9442, 5120, 3971, 7206]"), actions());
    assertThat(reloaded().get("knocks").getAsInt()).isEqualTo(5);
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> daemon.leases().size() == 1);
    assertThat(opens(22)).isFalse();
    knock(GATEWAY_V4, "9442", "5120", "3971", "7206");
    eventually(() -> opens(22));
  }

  @Test
  void aKnockThatIsUnderWayWhileSomethingElseChangesIsHeard() throws Exception {
    knock(GATEWAY_V4, "2033", "3022", "6712");
    var actions = actions();
    actions[3] = actions[3].replace("5m", "6m");
    daemon.configure(config(), actions);
    reloaded();
    knock(GATEWAY_V4, "4998", "4113");
    eventually(() -> opens(2222));
  }

  @Test
  void aDoorWhoseActionVanishedIsShutAndOneThatStaysStaysWithItsSession() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    eventually(() -> opens(22) && opens(2222));
    var session = nas.session(CLIENT_V4, GATEWAY_V4, 2222);
    var echo = session.inputReader();
    assertThat(echo.readLine()).isEqualTo("nas");

    var config = config().replaceAll("  ssh:\n.*\n.*\n", "");
    var actions = actions();
    daemon.configure(
        config, actions[0], actions[1], actions[4], actions[5], actions[6], actions[7]);
    assertThat(reloaded().getAsJsonArray("closed")).hasSize(1);

    assertThat(opens(22)).isFalse();
    assertThat(daemon.told("closed", "open-ssh").get("reason").getAsString())
        .isEqualTo("the configuration no longer has it");
    assertThat(daemon.leases()).hasSize(1);
    try (var in = session.outputWriter()) {
      in.write("still there\n");
      in.flush();
      assertThat(echo.readLine()).isEqualTo("still there");
    }
  }

  @Test
  void aDoorWhoseKnockVanishedIsShut() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    eventually(() -> opens(22));
    daemon.configure(config().replaceAll("  ssh:\n.*\n.*\n", ""), actions());
    reloaded();
    assertThat(opens(22)).isFalse();
  }

  @Test
  void aForwardThatVanishedWithItsPortIsCut() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> opens(2222));
    var session = nas.session(CLIENT_V4, GATEWAY_V4, 2222);
    var echo = session.inputReader();
    assertThat(echo.readLine()).isEqualTo("nas");
    var actions = actions();
    daemon.configure(
        config().replaceAll("  (nas|nas-shut|other):\n.*\n.*\n", ""),
        actions[2],
        actions[3],
        actions[6],
        actions[7]);
    assertThat(reloaded().getAsJsonArray("closed")).hasSize(1);
    var in = session.outputWriter();
    in.write("is nobody there?\n");
    in.flush();
    // Its packets go astray: nothing comes back.
    assertThat(daemon.leases()).isEmpty();
    assertThat(lab.exec(Lab.Place.GATEWAY, "conntrack", "-L", "-p", "tcp", "--dport", "2222"))
        .doesNotContain("dport=2222");
  }

  @Test
  void aJobThatBeganBeforeOpensNoDoorThatIsWrittenNoMore() throws Exception {
    var go = home("go");
    var steps =
        """
        steps:
          - run: {command: [/bin/sh, -c, "until [ -e %s ]; do sleep 0.05; done"], timeout: 5m}
          - open: {port: tcp/443}
        for: 5m
        """
            .formatted(go);
    var config = config() + "  later: {sequence: [7301, 5510, 9945, 3008], action: later}\n";
    var actions = new ArrayList<>(List.of(actions()));
    actions.addAll(List.of("later", steps));
    daemon.configure(config, actions.toArray(String[]::new));
    reloaded();
    knock(GATEWAY_V4, "7301", "5510", "9945", "3008");
    eventually(() -> !daemon.status().getAsJsonArray("jobs").isEmpty());
    daemon.configure(config(), actions());
    reloaded();
    Files.createFile(go);
    eventually(() -> daemon.status().getAsJsonArray("jobs").isEmpty());
    daemon.awaitWritten();
    assertThat(daemon.told("job", "later").get("reason").getAsString())
        .contains("the configuration no longer has it");
    assertThat(daemon.leases()).isEmpty();
  }

  @Test
  void aPortThatIsGuardedFromNowOnKeepsItsSessionsAndNobodyElseGetsIn() throws Exception {
    daemon.configure(
        config()
            .replace("guard: [tcp/22, tcp/443]", "guard: [tcp/443]")
            .replaceAll("  ssh:\n.*\n.*\n", ""),
        "ssh-to-nas",
        actions()[1],
        "ssh-to-other",
        actions()[5],
        "backup",
        actions()[7]);
    reloaded();
    eventually(() -> opens(22));
    var session = gatewaySshd.session(CLIENT_V4, GATEWAY_V4, 22);
    var echo = session.inputReader();
    assertThat(echo.readLine()).isEqualTo("gateway");
    daemon.configure(config(), actions());
    reloaded();
    assertThat(opens(22)).isFalse();
    try (var in = session.outputWriter()) {
      in.write("still there\n");
      in.flush();
      assertThat(echo.readLine()).isEqualTo("still there");
    }
  }

  @Test
  void whatCanNotChangeIsRefusedWithWhatToDo() throws Exception {
    daemon.configure(config() + "capture: [nflog: {group: 63}]\n", actions());
    assertThat(daemon.reload())
        .isEqualTo(
            new Answer.Failed(
                Exit.CONFIGURATION,
                "`capture` can't change while knockgate runs: restart it (systemctl restart knockgate); doors that are open stay open"));
  }

  @Test
  void aSecretThatIsNotThereChangesNothing() throws Exception {
    var phrase = home("phrase");
    daemon.configure(
        config()
            + "  prototype:\n    encrypted: {cipher: blowfish, ports: 745-1000, passphrase: \"file:%s\"}\n    action: open-ssh\n"
                .formatted(phrase),
        actions());
    var refused = (Answer.Failed) daemon.reload();
    assertThat(refused.exit()).isEqualTo(Exit.CONFIGURATION);
    assertThat(refused.error()).contains("knock prototype", phrase.toString());
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    eventually(() -> opens(22));
  }

  @Test
  void aSignalDoesTheSameAndStatusSaysWhatIsWrongUntilItIsMended() throws Exception {
    daemon.configure("gateway: [", actions());
    daemon.signal("HUP");
    eventually(() -> health().contains("config.yaml:"));
    // The commands reach the daemon all the same, where the control socket is named.
    Files.writeString(
        daemon.home().resolve("config.yaml"),
        "gateway: {wan: wan}\ncontrol: %s/control.sock\n".formatted(daemon.home()));
    assertThat(daemon.knockgate("status").text()).contains("is not in force");
    assertThat(daemon.knockgate("reload"))
        .matches(output -> output.exit() == 78)
        .extracting("text")
        .asString()
        .contains("config.yaml:1:16: \"wan\" is a list");
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    eventually(() -> opens(22));

    daemon.configure(config(), actions());
    daemon.signal("HUP");
    eventually(() -> !health().contains("config.yaml"));
    assertThat(daemon.knockgate("reload").text()).isEqualTo("reloaded: 5 knocks, 4 actions\n");
    eventually(() -> opens(22));
  }

  private String health() throws Exception {
    return daemon.status().getAsJsonObject("health").get("troubles").toString();
  }
}
