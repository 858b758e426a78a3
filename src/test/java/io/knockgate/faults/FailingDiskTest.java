package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import io.knockgate.lab.SinglePackets;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The disk of the state directory answers with an input/output error, or doesn't answer for long:
/// doors open and shut on time all the same, and no packet counts twice.
class FailingDiskTest extends Faults {
  private static final int TIMES = times(1, 25);
  private static final int OWN = 62201;
  private static final String EIO = "error=EIO";
  private static final Duration HANGING = Duration.ofSeconds(30);

  private SinglePackets packets;
  private String config;
  private String[] actions;
  private Path state;
  private List<Path> database;
  private List<Path> marks;
  private int faults;

  @BeforeEach
  void begin() throws Exception {
    packets = new SinglePackets(home.resolve("keys"));
    var more = packets.config(OWN, 62202).split("knocks:\n", 2);
    config = CONFIG + more[1] + more[0];
    var time = "for: %ds\n".formatted(OPEN.toSeconds());
    actions =
        new String[] {
          "web",
          "open: {port: tcp/443}\n" + time,
          "open-ssh",
          "open: {port: tcp/22}\n" + time,
          "now",
          "run: {command: [/bin/true], timeout: 1m}\n",
          "later",
          "run: {command: [/bin/true], timeout: 1m}\nafter: 10h\n"
        };
    state = home.resolve("daemon/state");
    database = Stream.of("knockgate.db", "knockgate.db-wal").map(state::resolve).toList();
    marks = Stream.of("marks", "marks.new").map(state::resolve).toList();
    start(config, actions);
    trigger("later");
  }

  private void trigger(String action) {
    var arguments = new JsonObject();
    arguments.addProperty("action", action);
    arguments.addProperty("detached", true);
    daemon().tryToAsk("trigger", arguments);
  }

  private Path trace() {
    return home.resolve("disk-" + ++faults);
  }

  private List<Path> both() {
    return Stream.of(database, marks).flatMap(List::stream).toList();
  }

  private byte[] send(byte[] packet) throws Exception {
    lab.inside(
        Place.CLIENT,
        () -> {
          try (var socket = new DatagramSocket()) {
            var to = new InetSocketAddress(Lab.GATEWAY_V4, OWN);
            socket.send(new DatagramPacket(packet, packet.length, to));
            return true;
          }
        });
    return packet;
  }

  private long told(String event, String action, Instant since) throws Exception {
    return daemon().history().asList().stream()
        .map(it -> it.getAsJsonObject())
        .filter(it -> it.get("event").getAsString().equals(event))
        .filter(it -> it.get("action").getAsString().equals(action))
        .filter(
            it ->
                !Instant.parse(it.get("at").getAsString())
                    .isBefore(since.truncatedTo(ChronoUnit.MILLIS)))
        .count();
  }

  private byte[] useOne() throws Exception {
    var before = Instant.now();
    var packet = send(packets.own(before));
    until(() -> told("granted", "open-ssh", before) == 1 && daemon().unwritten() == 0);
    return packet;
  }

  /// Neither counts any more, and the next one does.
  private void acceptNoneOf(byte[]... used) throws Exception {
    var before = Instant.now();
    for (var packet : used) {
      send(packet);
    }
    send(packets.own(Instant.now()));
    until(() -> told("granted", "open-ssh", before) > 0); // they are judged one after another
    assertThat(told("granted", "open-ssh", before)).isEqualTo(1);
  }

  private void write(String how, List<Duration> recovered) throws Exception {
    Row.of("the disk fails", how, TIMES, probe.faults(), recovered).write();
    assertThat(probe.openTooLong()).isEmpty();
    assertThat(daemon().isAlive()).isTrue();
    assertThat(daemon().log()).doesNotContain("damaged");
  }

  @Test
  void doorsShutOnTimeAndAllIsWrittenAsSoonAsTheDiskAnswers() throws Exception {
    long process = daemon().pid();
    for (var files : TIMES > 1 ? List.of(database, marks, both()) : List.of(both())) {
      var recovered = new ArrayList<Duration>();
      for (int i = 0; i < TIMES; i++) {
        recovered.add(failAndHeal(files));
      }
      var names =
          files.size() > 2 ? "database and marks" : files.equals(marks) ? "marks" : "database";
      write(
          "EIO at each write of the %s while it runs, with a door open".formatted(names),
          recovered);
    }
    assertThat(daemon().pid()).isEqualTo(process);
    daemon().kill();
    var written = new Written(database.getFirst());
    assertThat(written.leases("granted")).hasSizeGreaterThan(TIMES * 2);
    assertThat(written.leases("granted")).containsAll(written.leases("closed"));
  }

  private Duration failAndHeal(List<Path> files) throws Exception {
    knockUntilOpen();
    var used = useOne();
    var begun = Instant.now();
    byte[] meanwhile;
    try (var fault = DiskFault.begin(lab, daemon().pid(), files, DiskFault.WRITING, EIO, trace())) {
      knockUntilOpen();
      meanwhile = send(packets.own(Instant.now()));
      send(used);
      trigger("now");
      until(() -> fault.hasActed() && daemon().troubles().contains("/output error"));
      waitUntilShut();
      knockUntilOpen();
      waitUntilShut();
    }
    var recovered = untilWell();
    assertThat(told("granted", "web", begun)).isGreaterThanOrEqualTo(2);
    assertThat(told("granted", "open-ssh", begun)).isEqualTo(files.containsAll(marks) ? 0 : 1);
    assertThat(told("job", "now", begun)).isPositive();
    assertThat(daemon().status().getAsJsonArray("jobs")).hasSize(1);
    acceptNoneOf(used, meanwhile);
    return recovered;
  }

  @Test
  void aStartAdoptsWhatCanBeReadAndHearsKnocks() throws Exception {
    for (var calls : List.of(DiskFault.WRITING, DiskFault.ALL)) {
      var recovered = new ArrayList<Duration>();
      for (int i = 0; i < TIMES; i++) {
        recovered.add(startAndHeal(calls));
      }
      var how = calls.equals(DiskFault.ALL) ? "read and write of the database" : "write";
      write("EIO at each %s at a start, with a door open".formatted(how), recovered);
    }
  }

  private Duration startAndHeal(String calls) throws Exception {
    var files = calls.equals(DiskFault.ALL) ? database : both();
    knockUntilOpen();
    var used = useOne();
    daemon().kill();
    var trace = trace();
    var wrapper = DiskFault.wrapper(files, calls, EIO, trace);
    keep(RunningDaemon.startBy(wrapper, lab, home.resolve("daemon"), config, actions));
    try (var _ = DiskFault.of(daemon().pid(), trace)) {
      waitUntilShut();
      send(used);
      knockUntilOpen();
      until(() -> daemon().troubles().contains("/output error"));
      waitUntilShut();
    }
    var recovered = untilWell();
    assertThat(daemon().status().getAsJsonArray("jobs")).hasSize(1);
    acceptNoneOf(used);
    return recovered;
  }

  /// Nobody knows then which knocks were used.
  @Test
  void whereTheMarksCantBeReadTheStartIsRefusedInWordsAndDoorsShutOnTime() throws Exception {
    var ready = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      var used = useOne();
      daemon().kill();
      var command = new ArrayList<>(DiskFault.wrapper(marks, DiskFault.ALL, EIO, trace()));
      command.addAll(RunningDaemon.java("run", daemon().home().resolve("config.yaml")));
      var refused = lab.run(Place.GATEWAY, command.toArray(String[]::new));
      assertThat(refused.exit()).isEqualTo(74);
      assertThat(refused.text())
          .contains("marks can't be read: Input/output error; see what the kernel says");
      waitUntilShut();
      ready.add(until(this::started));
      acceptNoneOf(used);
      knockUntilOpen();
      waitUntilShut();
    }
    write("EIO at each read of the marks at a start, with a door open; another start", ready);
  }

  private boolean started() throws Exception {
    daemon().start();
    return true;
  }

  @Test
  void aDiskThatHangsDelaysNoDoor() throws Exception {
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      var used = useOne();
      var hang = "delay_enter=" + HANGING.toMillis() * 1000;
      byte[] meanwhile;
      try (var _ = DiskFault.begin(lab, daemon().pid(), both(), "fsync,fdatasync", hang, trace())) {
        var begun = Instant.now();
        knockUntilOpen();
        meanwhile = send(packets.own(Instant.now()));
        send(used);
        until(() -> daemon().leases().toString().contains("open-ssh"));
        waitUntilShut();
        knockUntilOpen();
        waitUntilShut();
        assertThat(daemon().troubles()).contains("the disk has not answered for ");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(HANGING);
        assertThat(daemon().unwritten()).isPositive();
      }
      recovered.add(untilWell());
      acceptNoneOf(used, meanwhile);
    }
    Row.of(
            "the disk hangs",
            "each fsync takes 30 s, with a door open; then at once",
            TIMES,
            probe.faults(),
            recovered)
        .write();
    assertThat(probe.openTooLong()).isEmpty();
  }
}
