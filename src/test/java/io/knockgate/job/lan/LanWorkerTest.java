package io.knockgate.job.lan;

import static io.knockgate.lab.Lab.Place.GATEWAY;
import static io.knockgate.lab.Lab.Place.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.lab.Lab;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Mac;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class LanWorkerTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String MAC = "3c:52:82:00:00:01";

  private static final String DEAF =
      "add table ip t; add chain ip t c { type filter hook input priority 0 ; policy drop ; }";

  private final LanWorker worker = new LanWorker();
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = Lab.open();
  }

  @AfterEach
  void close() {
    worker.close();
    lab.close();
  }

  private CompletableFuture<TaskEnd> begin(Task task) throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    lab.inside(GATEWAY, () -> worker.begin(task, end::complete));
    return end;
  }

  private static TaskEnd end(CompletableFuture<TaskEnd> end) throws Exception {
    return end.get(60, TimeUnit.SECONDS);
  }

  private static Task.Wake wake(String link) throws Exception {
    return new Task.Wake(Mac.parse(MAC), link);
  }

  private static Task.Wait until(String endpoint, Duration limit) throws Exception {
    return new Task.Wait(Endpoint.parse(endpoint), limit);
  }

  @Test
  void theMagicPacketIsHeardOnThatLinkThreeTimesByBothBroadcasts() throws Exception {
    lab.exec(GATEWAY, "ip", "addr", "del", Lab.GATEWAY_LAN_V4 + "/24", "dev", "lan");
    lab.exec(GATEWAY, "ip", "addr", "add", Lab.GATEWAY_LAN_V4 + "/24", "brd", "+", "dev", "lan");
    lab.exec(GATEWAY, "ip", "route", "add", "default", "via", Lab.CLIENT_V4); // not this way
    try (var hearing = lab.inside(HOST, () -> new DatagramSocket(9))) {
      hearing.setSoTimeout(60_000);
      assertThat(end(begin(wake("lan")))).isEqualTo(new TaskEnd.Done(""));
      for (int i = 0; i < 6; i++) {
        var heard = new DatagramPacket(new byte[200], 200);
        hearing.receive(heard);
        assertThat(HexFormat.of().formatHex(Arrays.copyOf(heard.getData(), heard.getLength())))
            .isEqualTo("f".repeat(12) + "3c5282000001".repeat(16));
        assertThat(heard.getAddress().getHostAddress()).isEqualTo(Lab.GATEWAY_LAN_V4);
      }
    }
  }

  /// A machine that is off has no IP stack to hear it: what counts is the frame.
  @Test
  void theMagicPacketIsAFrameToEverybody() throws Exception {
    var dump = lab.start(HOST, "tcpdump", "-n", "-e", "-l", "-c", "3", "-i", "lan-h", "udp port 9");
    var text = dump.inputReader(StandardCharsets.UTF_8);
    var line = text.readLine();
    while (line != null && !line.contains("listening on")) {
      line = text.readLine();
    }
    assertThat(end(begin(wake("lan")))).isEqualTo(new TaskEnd.Done(""));
    assertThat(text.readLine())
        .contains("> ff:ff:ff:ff:ff:ff", "10.20.0.1.", "> 255.255.255.255.9: UDP, length 102");
  }

  @Test
  void aLinkThatCantCarryItIsToldSo() throws Exception {
    assertThat(end(begin(wake("eth9"))))
        .isEqualTo(new TaskEnd.Failed("there is no interface eth9", ""));
    lab.exec(GATEWAY, "ip", "link", "set", "lan", "down");
    assertThat(end(begin(wake("lan")))).isEqualTo(new TaskEnd.Failed("interface lan is down", ""));
    lab.exec(GATEWAY, "ip", "link", "set", "lan", "up");
    lab.exec(GATEWAY, "ip", "-4", "addr", "flush", "dev", "lan");
    assertThat(end(begin(wake("lan"))))
        .isEqualTo(new TaskEnd.Failed("interface lan has no IPv4 address to send from", ""));
  }

  @Test
  void waitsForAPortThatOpensLate() throws Exception {
    var end = begin(until("10.20.0.5:22", LONG));
    assertThat(end).isNotDone();
    try (var server = lab.inside(HOST, () -> new ServerSocket(22))) {
      assertThat(end(end)).isEqualTo(new TaskEnd.Done(""));
      assertThat(server.accept().getInetAddress().getHostAddress()).isEqualTo(Lab.GATEWAY_LAN_V4);
    }
  }

  @Test
  void waitsForAMachineThatComesUpLate() throws Exception {
    lab.exec(HOST, "ip", "link", "set", "lan-h", "down");
    try (var server = lab.inside(HOST, () -> new ServerSocket(22))) {
      var end = begin(until("[fd00:20::5]:22", LONG));
      var other = begin(until("10.20.0.5:22", LONG));
      lab.exec(GATEWAY, "ip", "neigh", "flush", "all");
      assertThat(end).isNotDone();
      lab.exec(HOST, "ip", "link", "set", "lan-h", "up");
      lab.exec(HOST, "ip", "addr", "replace", Lab.HOST_V6 + "/64", "dev", "lan-h", "nodad");
      assertThat(end(other)).isEqualTo(new TaskEnd.Done(""));
      assertThat(end(end)).isEqualTo(new TaskEnd.Done(""));
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void saysWhatTheLastAnswerWas() throws Exception {
    assertThat(end(begin(until("10.20.0.5:22", Duration.ofSeconds(2)))))
        .isEqualTo(
            new TaskEnd.Failed(
                "10.20.0.5:22 did not answer within 2s, last: Connection refused", ""));
    lab.exec(HOST, "nft", DEAF);
    assertThat(end(begin(until("10.20.0.5:22", Duration.ofSeconds(1)))))
        .isEqualTo(
            new TaskEnd.Failed("10.20.0.5:22 did not answer within 1s, last: no answer", ""));
  }

  @Test
  void stoppingAndClosingEndAWaitAtOnce() throws Exception {
    var refused = new CompletableFuture<TaskEnd>();
    var silent = new CompletableFuture<TaskEnd>();
    lab.exec(HOST, "nft", DEAF);
    var work =
        lab.inside(
            GATEWAY,
            () -> {
              worker.begin(until("[fd00:20::5]:22", LONG), refused::complete);
              return worker.begin(until("10.20.0.5:22", LONG), silent::complete);
            });
    work.stop();
    work.stop();
    assertThat(end(silent)).isEqualTo(new TaskEnd.Stopped(""));
    assertThat(refused).isNotDone();
    worker.close();
    assertThat(end(refused)).isEqualTo(new TaskEnd.Stopped(""));
    assertThat(end(begin(until("10.20.0.5:22", LONG)))).isEqualTo(new TaskEnd.Stopped(""));
  }
}
