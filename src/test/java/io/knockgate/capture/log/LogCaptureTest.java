package io.knockgate.capture.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureContractTest;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.Listener;
import io.knockgate.capture.Tuning;
import io.knockgate.capture.Tunings;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Link;
import io.knockgate.packet.Packet;
import io.knockgate.packet.PacketDecoder;
import io.knockgate.packet.Screens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log that the test writes as the kernel and syslog would.
class LogCaptureTest extends CaptureContractTest {
  private static final Port END = Port.tcp(2999);

  @TempDir Path home;
  private Path log;

  @BeforeEach
  void beginLog() throws IOException {
    log = home.resolve("kern.log");
    append(line(Port.tcp(1)));
  }

  @Override
  protected Capture capture() {
    return new LogCapture(NUMBER, log, Tunings.sequences(PortRange.ALL, Set.of(DATAGRAMS)));
  }

  @Override
  protected Capture open(Capture capture) throws Exception {
    capture.open();
    return capture;
  }

  @Override
  protected void enter() {}

  /// As a firewall logs it: what is no attempt becomes a line of junk.
  @Override
  protected void arrive(byte[] packet) throws IOException {
    var decoded = PacketDecoder.decode(new Frame(packet, Link.IP, 0, 0));
    append(
        decoded instanceof Packet attempt
            ? line("wan", attempt)
            : new String(packet, StandardCharsets.ISO_8859_1) + "\n");
  }

  @Test
  void theInterfacesAndPortsItIsTunedToAreHeardFromThenOn() throws Exception {
    var capture = new LogCapture(0, log, Tunings.sequences(new PortRange(2000, 2999), Set.of()));
    try (var listener = listen(capture)) {
      append(line(Port.tcp(3000)));
      append(line(Port.tcp(2000)));
      listener.awaitPort(Port.tcp(2000));
      capture.tune(Tunings.sequences(new PortRange(3000, 3999), Set.of()));
      append(line(Port.tcp(2001)));
      append(line(Port.tcp(3001)));
      listener.awaitPort(Port.tcp(3001));
      assertThat(listener.ports()).containsExactly(Port.tcp(2000), Port.tcp(3001));
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(
        log,
        text,
        StandardCharsets.ISO_8859_1,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String line(String in, Packet packet) {
    return "Nov 22 20:49:02 gw kernel: KNOCK IN=%s OUT= SRC=%s DST=%s LEN=60 PROTO=%s SPT=%d DPT=%d %s\n"
        .formatted(
            in,
            packet.source(),
            packet.destination(),
            packet.port().protocol() == Protocol.TCP ? "TCP" : "UDP",
            packet.sourcePort(),
            packet.port().number(),
            packet.port().protocol() == Protocol.TCP
                ? "SEQ=%d ACK=0 WINDOW=512 RES=0x00 SYN URGP=0"
                    .formatted(Integer.toUnsignedLong(packet.sequence()))
                : "LEN=9");
  }

  private static String line(Port port) {
    return line("wan", port);
  }

  private static String line(String in, Port port) {
    var syn = (Packet) PacketDecoder.decode(new Frame(syn(port, 0), Link.IP, 0, 0));
    return line(in, new Packet(syn.source(), syn.destination(), syn.sourcePort(), port, 0, 0, 0));
  }

  @Test
  void whatWasThereBeforeIsNotHeard() throws Exception {
    append(line(Port.tcp(2)));
    try (var listener = listen(capture())) {
      append(line(END));
      listener.awaitPort(END);
      assertThat(listener.ports()).containsExactly(END);
    }
  }

  @Test
  void whatComesBetweenOpeningAndListeningIsHeard() throws Exception {
    var opened = open(capture());
    append(line(END));
    try (var listener = new Listener(opened, () -> {})) {
      listener.awaitPort(END);
    }
  }

  @Test
  void aLineThatWasBegunBeforeIsNotHeardHoweverItEnds() throws Exception {
    append("Nov 22 20:49:02 gw sshd[812]: Invalid user ");
    try (var listener = listen(capture())) {
      append(line(Port.tcp(2)) + line(END));
      listener.awaitPort(END);
      assertThat(listener.ports()).containsExactly(END);
    }
  }

  @Test
  void aLineThatComesInPiecesIsHeardWhenItEnds() throws Exception {
    try (var listener = listen(capture())) {
      var line = line(WATCHED);
      for (int at = 0; at < line.length(); at += 10) {
        append(line.substring(at, Math.min(at + 10, line.length())));
      }
      listener.awaitPort(WATCHED);
    }
  }

  @Test
  void aLineThatIsTooLongIsLeftOutAndItsEndIsNoLine() throws Exception {
    try (var listener = listen(capture())) {
      var padding = "x".repeat(Lines.LONGEST);
      append("Nov 22 20:49:02 gw app[1]: " + padding + line(WATCHED) + line(END));
      listener.awaitPort(END);
      assertThat(listener.ports()).containsExactly(END);
    }
  }

  @Test
  void onlyTheOutsideInterfacesAndTheWatchedPortsAreHeard() throws Exception {
    var capture =
        new LogCapture(
            0,
            log,
            new Tuning(
                Set.of("wan"), new PortRange(2000, 2999), Set.of(DATAGRAMS), Screens.none()));
    try (var listener = listen(capture)) {
      append(line("lan", WATCHED));
      append(line("wan2", WATCHED));
      append(line(Port.tcp(1999)));
      append(line(Port.tcp(3000)));
      append(line(Port.udp(2033)));
      append(line(DATAGRAMS));
      append(line(END));
      listener.awaitPort(END);
      assertThat(listener.ports()).containsExactly(DATAGRAMS, END);
      assertThat(listener.report().heard()).isEqualTo(2);
    }
  }

  @Test
  void aFileThatComesLateIsWaitedForAndHeardFromItsBeginning() throws Exception {
    Files.delete(log);
    var capture = capture();
    capture.open();
    try (var listener = new Listener(capture, () -> {})) {
      listener.awaitDetail("waiting for file " + log);
      assertThat(listener.report().listening()).isFalse();
      append(line(WATCHED));
      listener.awaitPort(WATCHED);
      listener.ready();
    }
  }

  @Test
  void rotationLosesNoLine() throws Exception {
    try (var listener = listen(capture())) {
      var old = home.resolve("kern.log.1");
      for (int port = 3000; port < 3200; port += 4) {
        append(line(Port.tcp(port)));
        Files.move(log, old, StandardCopyOption.REPLACE_EXISTING);
        appendTo(old, line(Port.tcp(port + 1))); // the writer has not been told yet
        Files.createFile(log);
        appendTo(old, line(Port.tcp(port + 2)));
        append(line(Port.tcp(port + 3)));
        listener.awaitPort(Port.tcp(port + 3));
      }
      assertThat(listener.ports()).hasSize(200).doesNotHaveDuplicates();
    }
  }

  private static void appendTo(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  @Test
  void aLineThatRotationCutsIsNotJoinedWithAnother() throws Exception {
    try (var listener = listen(capture())) {
      append("Nov 22 20:49:02 gw kernel: KNOCK IN=wan ");
      Files.move(log, home.resolve("kern.log.1"));
      append("OUT=" + line(WATCHED) + line(END));
      listener.awaitPort(END);
      assertThat(listener.ports()).containsExactly(END);
    }
  }

  @Test
  void aFileThatWasRemovedIsReadOnUntilAnotherComes() throws Exception {
    try (var writer = Files.newOutputStream(log, StandardOpenOption.APPEND);
        var listener = listen(capture())) {
      Files.delete(log);
      writer.write(line(WATCHED).getBytes(StandardCharsets.US_ASCII));
      listener.awaitPort(WATCHED);
      append(line(END));
      listener.awaitPort(END);
    }
  }

  @Test
  void truncationIsNoticed() throws Exception {
    try (var listener = listen(capture())) {
      for (int port = 3000; port < 3020; port += 2) {
        append(line(Port.tcp(2)).repeat(10) + line(Port.tcp(port)));
        listener.awaitPort(Port.tcp(port));
        Files.writeString(log, "");
        append(line(Port.tcp(port + 1)));
        listener.awaitPort(Port.tcp(port + 1));
      }
    }
  }

  @Test
  void linesThatAreMissingAreTold() throws Exception {
    try (var listener = listen(capture())) {
      append("Nov 22 20:49:02 gw kernel: printk: 7 callbacks suppressed\n");
      append("Nov 22 20:49:02 gw systemd-journald[2]: Missed 5 kernel messages\n");
      append(line(END));
      listener.awaitPort(END);
      assertThat(listener.report().lost()).isEqualTo(12);
    }
  }

  @Test
  void whatIsNoFileIsRefusedWithWords() {
    var capture = new LogCapture(0, home, Tunings.all());
    assertThatThrownBy(capture::open)
        .isInstanceOf(CaptureException.class)
        .hasMessage("log " + home + ": it is no regular file");
  }

  @Test
  void whatTakesThePlaceOfTheFileAndIsNoneIsToldUntilItIsMended() throws Exception {
    try (var listener = listen(capture())) {
      Files.move(log, home.resolve("kern.log.1"));
      Files.createDirectories(log.resolve("inside"));
      listener.awaitDetail("log " + log + ": it is no regular file");
      Files.delete(log.resolve("inside"));
      Files.delete(log);
      append(line(END));
      listener.awaitPort(END);
      listener.ready();
    }
  }
}
