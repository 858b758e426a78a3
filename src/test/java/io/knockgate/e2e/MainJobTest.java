package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.CLIENT_V6;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static io.knockgate.lab.Lab.GATEWAY_V6;
import static io.knockgate.lab.Lab.OTHER_CLIENT_V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The main job: a stock `knock` opens SSH to an internal host, for who knocked and nobody else.
@Tag("kernel")
class MainJobTest extends EndToEnd {
  @Override
  String[] actions() {
    return Setup.actions("10m", "cut");
  }

  @Test
  void knockOpensSshToTheInternalHostForTheSourceThatKnocked() throws Exception {
    assertThat(nas.ssh(CLIENT_V4, GATEWAY_V4, 2222, "echo $WHO").exit()).isNotZero();
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> nas.ssh(CLIENT_V4, GATEWAY_V4, 2222, "echo $WHO").text().equals("nas\n"));
    assertThat(nas.ssh(OTHER_CLIENT_V4, GATEWAY_V4, 2222, "echo $WHO").exit()).isNotZero();
  }

  @Test
  void theSameOverIPv6() throws Exception {
    knockFrom(CLIENT_V6, GATEWAY_V6, Setup.KNOCK_NAS);
    eventually(() -> nas.ssh(CLIENT_V6, GATEWAY_V6, 2222, "echo $WHO").text().equals("nas\n"));
  }

  @Test
  void knockOpensTheGatewaysOwnSshAlsoWithAUdpKnockInBetween() throws Exception {
    assertThat(gatewaySshd.ssh(CLIENT_V4, GATEWAY_V4, 22, "echo $WHO").exit()).isNotZero();
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    eventually(
        () -> gatewaySshd.ssh(CLIENT_V4, GATEWAY_V4, 22, "echo $WHO").text().equals("gateway\n"));
    assertThat(gatewaySshd.ssh(OTHER_CLIENT_V4, GATEWAY_V4, 22, "true").exit()).isNotZero();
  }

  @Test
  void anotherSequenceClosesItAndCutsTheSession() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> opens(2222));
    var session = nas.session(CLIENT_V4, GATEWAY_V4, 2222);
    var echo = session.inputReader();
    assertThat(echo.readLine()).isEqualTo("nas");
    knock(GATEWAY_V4, Setup.KNOCK_SHUT);
    eventually(() -> !opens(2222));
    var told = daemon.told("closed", "ssh-to-nas");
    assertThat(told.get("reason").getAsString()).isEqualTo("closed by a knock");
    assertThat(told.get("knock").getAsString()).isEqualTo("nas-shut");
    try (var in = session.outputWriter()) {
      in.write("still there?\n");
      in.flush();
      eventually(() -> retransmits(session));
      assertThat(echo.ready()).isFalse();
    }
  }

  /// Whether the client's kernel sends the same bytes again and again: nobody acknowledges them.
  private boolean retransmits(Process session) throws Exception {
    return session.isAlive()
        && lab.exec(Place.CLIENT, "ss", "-Htni", "dport = :2222").contains("backoff:");
  }

  @Test
  void aSecondKnockRenewsTheOneLease() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> daemon.leases().size() == 1);
    var first = daemon.leases().get(0).getAsJsonObject();
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(
        () -> !daemon.leases().get(0).getAsJsonObject().get("closes").equals(first.get("closes")));
    assertThat(daemon.leases()).hasSize(1);
    var renewed = daemon.leases().get(0).getAsJsonObject();
    assertThat(renewed.get("id")).isEqualTo(first.get("id"));
    assertThat(renewed.get("opened")).isEqualTo(first.get("opened"));
    assertThat(daemon.told("granted", "ssh-to-nas").get("reason").getAsString())
        .isEqualTo("renewed");
  }

  @Test
  void twoSourcesHaveADoorEach() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    knockFrom(OTHER_CLIENT_V4, GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> daemon.leases().size() == 2);
    assertThat(nas.ssh(CLIENT_V4, GATEWAY_V4, 2222, "true").exit()).isZero();
    assertThat(nas.ssh(OTHER_CLIENT_V4, GATEWAY_V4, 2222, "true").exit()).isZero();
  }

  @Test
  void twoKnocksForwardOneOutsidePortToDifferentHostsTheNewerWins() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> nas.ssh(CLIENT_V4, GATEWAY_V4, 2222, "echo $WHO").text().equals("nas\n"));
    knock(GATEWAY_V4, Setup.KNOCK_OTHER);
    eventually(
        () -> otherHost.ssh(CLIENT_V4, GATEWAY_V4, 2222, "echo $WHO").text().equals("other\n"));
    assertThat(daemon.told("closed", "ssh-to-nas").get("reason").getAsString())
        .contains("took its port");
    assertThat(daemon.leases()).hasSize(1);
  }

  @Test
  void aKnockStartsAJob() throws Exception {
    knock(GATEWAY_V4, "61001", "33002", "47003", "29004");
    eventually(() -> daemon.told("job", "backup").get("stage").getAsString().equals("done"));
    assertThat(daemon.told("job", "backup").get("output").getAsString())
        .isEqualTo("backed up for " + CLIENT_V4 + "\n");
  }

  @Test
  void aWrongOrderOpensNothing() throws Exception {
    knock(GATEWAY_V4, "2033", "3022", "4998", "6712", "4113");
    knock(GATEWAY_V4, Setup.KNOCK_SSH); // heard after it, so the wrong one has been judged
    eventually(() -> daemon.leases().size() == 1);
    assertThat(opens(2222)).isFalse();
  }

  @Test
  void itsLogSaysEachGrantAndCloseInOneLine() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    var id = daemon.told("granted", "ssh-to-nas").get("lease").getAsString();
    daemon.knockgate("close", id);
    eventually(() -> daemon.log().lines().filter(line -> line.contains(id)).count() == 2);
  }
}
