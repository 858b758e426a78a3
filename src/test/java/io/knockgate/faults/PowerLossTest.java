package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.SinglePackets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A daemon is killed with a door open and a packet used, and its files are damaged before the next
/// start. [DamagedFilesTest] does it to many more files, without a daemon.
class PowerLossTest extends Faults {
  private static final int TIMES = times(1, 12);
  private static final int OWN = 62201;

  private final Random random = new Random(46);

  private void send(byte[] packet) throws Exception {
    lab.inside(
        Place.CLIENT,
        () -> {
          try (var socket = new DatagramSocket()) {
            var to = new InetSocketAddress(Lab.GATEWAY_V4, OWN);
            socket.send(new DatagramPacket(packet, packet.length, to));
            return true;
          }
        });
  }

  private long granted(String action) throws Exception {
    return daemon().history().asList().stream()
        .map(event -> event.getAsJsonObject())
        .filter(event -> event.get("event").getAsString().equals("granted"))
        .filter(event -> event.get("action").getAsString().equals(action))
        .count();
  }

  private boolean isRefused(String action) throws Exception {
    return daemon().history().asList().stream()
        .map(event -> event.getAsJsonObject())
        .anyMatch(
            event ->
                event.get("event").getAsString().equals("refused")
                    && event.get("action").getAsString().equals(action));
  }

  /// Overwrites a random half, so that it is damaged for certain.
  private void damage(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int length = (int) channel.size();
      if (random.nextBoolean()) {
        channel.truncate(random.nextInt(length / 2));
      } else {
        var noise = new byte[length / 2];
        random.nextBytes(noise);
        channel.write(ByteBuffer.wrap(noise), random.nextInt(length / 2));
      }
    }
  }

  @Test
  void theDaemonStartsNamesTheFilesAndTakesNoPacketTwice() throws Exception {
    var packets = new SinglePackets(home.resolve("keys"));
    var open = "for: %ds\n".formatted(OPEN.toSeconds());
    start(
        merged(packets),
        "web",
        "open: {port: tcp/443}\n" + open,
        "open-ssh",
        "open: {port: tcp/22}\n" + open);
    var state = daemon().home().resolve("state");
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      var packet = packets.own(Instant.now());
      send(packet);
      until(() -> granted("open-ssh") == 1 && daemon().unwritten() == 0);
      daemon().kill();
      Files.delete(state.resolve("knockgate.db-wal")); // or what is damaged is not read
      damage(state.resolve("knockgate.db"));
      damage(state.resolve("marks"));
      recovered.add(until(this::started));
      assertThat(daemon().troubles()).contains(state + "/knockgate.db is damaged");
      assertThat(daemon().log()).contains("was moved to " + state + "/knockgate.db.damaged-1");
      assertThat(daemon().log()).contains("replay marks in " + state + "/marks are damaged");
      assertThat(state.resolve("marks.damaged-1")).exists();
      assertThat(daemon().leases()).isEmpty();
      send(packet);
      until(() -> isRefused("open-ssh"));
      assertThat(granted("open-ssh")).isZero();
      knockUntilOpen();
      waitUntilShut();
      forget(state);
    }
    Row.of(
            "power loss",
            "kill -9 with a door open, and damaged files; a start",
            TIMES,
            probe.faults(),
            recovered)
        .write();
    assertThat(probe.openTooLong()).isEmpty();
  }

  @Test
  void aDamagedKeyOfTheGatewayIsSetAsideAndOtherKnocksAreHeard() throws Exception {
    var packets = new SinglePackets(home.resolve("keys"));
    var config = merged(packets).replaceFirst("(\\{udp: " + OWN + "), key: [^}]*", "$1");
    assertThat(config).contains("{udp: " + OWN + "}");
    start(
        config,
        "web",
        "open: {port: tcp/443}\nfor: %ds\n".formatted(OPEN.toSeconds()),
        "open-ssh",
        "open: {port: tcp/22}\nfor: 3s\n");
    var key = daemon().home().resolve("state/gateway.key");
    var recovered = new ArrayList<Duration>();
    for (int i = 1; i <= TIMES; i++) {
      knockUntilOpen();
      daemon().kill();
      damage(key);
      recovered.add(until(this::started));
      assertThat(daemon().troubles())
          .contains("the gateway's key %s is damaged and was moved to".formatted(key));
      assertThat(key.resolveSibling("gateway.key.damaged-" + i)).exists();
      waitUntilShut();
      knockUntilOpen();
      waitUntilShut();
    }
    Row.of(
            "power loss",
            "kill -9 with a door open, and a damaged key of the gateway; a start",
            TIMES,
            probe.faults(),
            recovered)
        .write();
    assertThat(probe.openTooLong()).isEmpty();
  }

  private boolean started() throws Exception {
    daemon().start();
    return true;
  }

  /// Begins anew: after damage, packets are refused for a minute.
  private void forget(Path state) throws Exception {
    daemon().stop();
    try (var marks = Files.newDirectoryStream(daemon().home(), "marks-used-*")) {
      for (var file : marks) {
        Files.delete(file);
      }
    }
    try (var files = Files.list(state)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    daemon().start();
  }

  private static String merged(SinglePackets packets) throws IOException {
    var more = packets.config(OWN, 62202).split("knocks:\n", 2);
    return CONFIG + more[1] + more[0];
  }
}
