package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.knockgate.config.Configuration;
import io.knockgate.config.Reading;
import io.knockgate.config.Settings;
import io.knockgate.lab.SinglePackets;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Link;
import io.knockgate.packet.Wire;
import io.knockgate.secret.SecretException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Frames with times of the test's own.
class ExplanationTest {
  private static final Instant BEGIN = Instant.parse("2026-11-22T20:49:02Z");
  private static final int[] NAS = {2033, 3022, 6712, 4998, 4113};
  private static final int CLIENT = 10;

  @TempDir Path home;
  private Explanation explanation;
  private int sourcePort = 30_000;

  @BeforeEach
  void configure() throws Exception {
    explanation = new Explanation(settings());
  }

  private Settings settings() throws IOException {
    Files.createDirectories(home.resolve("actions"));
    Files.writeString(
        home.resolve("actions/ssh-to-nas.yaml"),
        "forward: {port: tcp/2222, to: 10.20.0.5:22}\nfor: 15m\n");
    Files.writeString(
        home.resolve("actions/open-asked.yaml"),
        "open: {port: asked, among: [tcp/443]}\nfor: asked\nat-most: 4h\n");
    var file =
        Files.writeString(
            home.resolve("config.yaml"),
            """
            gateway: {wan: [wan0], guard: [tcp/443], watch: 1000-9999}
            knocks:
              nas: {sequence: [2033, 3022, 6712, 4998, 4113], action: ssh-to-nas}
              nas-shut: {sequence: [4113, 4998, 6712, 3022], close: ssh-to-nas}
              any-port:
                sequence: [1042, 1044, 1043, 1049]
                spell: {port: 1040-1049, digits: 5}
                action: open-asked
            """);
    return sound(file);
  }

  private static Settings sound(Path file) {
    return switch (Configuration.read(file)) {
      case Reading.Sound(var settings, _) -> settings;
      case Reading.Faulty(var problems) -> throw new AssertionError(problems);
    };
  }

  private void syn(int source, int port, long millis) {
    var packet = Wire.v4(6, 0, new byte[0], Wire.tcp(sourcePort++, port, 1, Wire.SYN));
    packet[15] = (byte) source;
    packet[14] = (byte) (source >> 8);
    hear(packet, millis);
  }

  private void hear(byte[] packet, long millis) {
    long nanos = (BEGIN.toEpochMilli() + millis) * 1_000_000;
    explanation.hear(new Frame(packet, Link.IP, nanos, 0));
  }

  /// Knocks from a source, 100 ms apart, and says when it ended.
  private long knock(int source, long millis, int... ports) {
    long at = millis;
    for (int port : ports) {
      syn(source, port, at);
      at += 100;
    }
    return at;
  }

  private List<JsonObject> findings() {
    explanation.end();
    return explanation.findings().asList().stream().map(it -> it.getAsJsonObject()).toList();
  }

  private static String text(JsonObject finding, String key) {
    return finding.get(key).getAsString();
  }

  /// Knock, verdict and reason of each.
  private Stream<String> told() {
    return findings().stream()
        .map(it -> text(it, "knock") + " " + text(it, "verdict") + ": " + text(it, "reason"));
  }

  @Test
  void aWholeKnockIsGrantedByTheCapturesClock() {
    knock(CLIENT, 0, NAS);
    assertThat(findings().stream().map(JsonObject::toString))
        .containsExactly(
            "{\"at\":\"2026-11-22T20:49:02.400Z\",\"source\":\"198.51.0.10\",\"knock\":\"nas\","
                + "\"client\":\"anonymous\",\"verdict\":\"granted\",\"reason\":\"\","
                + "\"action\":\"ssh-to-nas\"}");
    assertThat(explanation.packets()).isEqualTo(5);
  }

  @Test
  void aKnockOfAFamilyThatTheActionLacksIsRefused() {
    for (int i = 0; i < NAS.length; i++) {
      hear(Wire.v6(6, Wire.tcp(1000 + i, NAS[i], 1, Wire.SYN)), i * 100L);
    }
    assertThat(told()).containsExactly("nas refused: the action forwards to no IPv6 host");
    assertThat(findings()).allMatch(it -> text(it, "source").equals("fd00:51::10"));
  }

  @Test
  void aKnockForAPortThatMayNotBeAskedForIsRefused() {
    knock(CLIENT, 0, 1042, 1044, 1043, 1049, 1040, 1040, 1040, 1042, 1042);
    assertThat(told())
        .containsExactly("any-port refused: tcp/22 was asked for, which is not among [tcp/443]");
  }

  @Test
  void aKnockThatTheCaptureEndsIn() {
    knock(CLIENT, 0, 2033, 3022, 6712);
    assertThat(told())
        .containsExactly("nas incomplete: 3 of 5 knocks heard, then the capture ends");
    assertThat(findings()).allMatch(it -> text(it, "at").equals("2026-11-22T20:49:02.200Z"));
  }

  @Test
  void aKnockThatNobodyGoesOnWithTakesTooLong() {
    knock(CLIENT, 0, 2033, 3022, 6712);
    syn(CLIENT + 1, 9, 15_001);
    assertThat(told())
        .containsExactly("nas incomplete: 3 of 5 knocks heard, then it takes too long");
  }

  @Test
  void aKnockThatIsTooSlow() {
    knock(CLIENT, 0, 2033, 3022, 6712);
    syn(CLIENT, 4998, 15_001);
    syn(CLIENT, 4113, 15_002);
    assertThat(told().toList().getFirst())
        .isEqualTo("nas incomplete: 3 of 5 knocks heard: it takes too long");
  }

  @Test
  void aKnockInAWrongOrderIsToldWithThePortThatWasNotTheNext() {
    knock(CLIENT, 0, 2033, 3022, 4998, 6712, 4113);
    assertThat(told())
        .containsExactly(
            "nas incomplete: 3 of 5 knocks heard, then not the next but tcp/4113, then the capture"
                + " ends");
  }

  @Test
  void retransmissionsDoNotLookLikeWrongPorts() {
    var syn = Wire.v4(6, 0, new byte[0], Wire.tcp(1, 2033, 1, Wire.SYN));
    hear(syn, 0);
    hear(syn, 1000);
    assertThat(told())
        .containsExactly("nas incomplete: 1 of 5 knocks heard, then the capture ends");
  }

  @Test
  void aKnockThatIsHeardAtTheSecondTryIsToldOnce() {
    knock(CLIENT, knock(CLIENT, 0, 2033, 3022, 6712), NAS);
    assertThat(told()).containsExactly("nas granted: ");
  }

  @Test
  void aScanSpoilsItselfAndIsToldInAFewLinesHoweverLongItIs() {
    for (int sweep = 0; sweep < 20; sweep++) {
      for (int port = 1; port < 10_000; port++) {
        syn(CLIENT, port, sweep * 10_000L + port);
      }
    }
    assertThat(findings()).hasSizeBetween(3, 2 * 3 * (Findings.EACH + 1));
    assertThat(told()).allMatch(it -> it.contains("incomplete"));
    assertThat(told()).anyMatch(it -> it.matches("nas incomplete: 17 more, the last one: .*"));
    assertThat(explanation.leftOut()).isZero();
  }

  @Test
  void anHonestKnockAmongSpoofedBeginningsIsToldAndMemoryIsBounded() {
    int spoofed = 2 * Findings.MOST;
    knock(CLIENT, 0, NAS);
    IntStream.range(100, 100 + spoofed).forEach(source -> syn(source, 2033, 500));
    var verdicts = told().toList();
    assertThat(verdicts.getFirst()).isEqualTo("nas granted: ");
    assertThat(verdicts).hasSize(1 + Findings.MOST);
    assertThat(explanation.leftOut()).isEqualTo(spoofed - Findings.MOST);
  }

  @Test
  void whatTheDaemonWouldNotHearDoesNotComeInBetween() {
    for (int i = 0; i < NAS.length; i++) {
      syn(CLIENT, NAS[i], i * 100L);
      for (int other = 0; other < 20; other++) {
        syn(CLIENT, 443, i * 100L);
        hear(fromClient(Wire.v4(Protocol.UDP, Wire.udp(51_820, 2034, 4))), i * 100L);
      }
    }
    assertThat(told()).containsExactly("nas granted: ");
    assertThat(explanation.packets()).isEqualTo(5);
  }

  private static byte[] fromClient(byte[] packet) {
    packet[14] = 0;
    packet[15] = CLIENT;
    return packet;
  }

  @Test
  void sourcesDoNotSpoilEachOther() {
    for (int i = 0; i < NAS.length; i++) {
      syn(CLIENT, NAS[i], i * 100L);
      syn(CLIENT + 1, Port.tcp(NAS[i] + 1).number(), i * 100L);
    }
    assertThat(told()).containsExactly("nas granted: ");
  }

  @Test
  void closingIsGrantedToo() {
    knock(CLIENT, knock(CLIENT, 0, NAS), 4113, 4998, 6712, 3022);
    assertThat(told()).containsExactly("nas granted: ", "nas-shut granted: ");
  }

  @Test
  void aSinglePacketThatProvesNobodyIsToldWithItsReason() throws Exception {
    var packets = new SinglePackets(home.resolve("keys"));
    configure(packets.config(62201, 62202));
    var whole = packets.fwknop(BEGIN);
    var changed = whole.clone();
    int inTheHmac = whole.length - 20;
    changed[inTheHmac] = (byte) (whole[inTheHmac] == 'A' ? 'B' : 'A'); // base64 as before
    datagram(62202, whole, 0);
    datagram(62202, changed, 1);
    datagram(62202, new byte[5], 2);
    datagram(62202, whole, 3);
    datagram(62201, new byte[256], 4);
    datagram(62201, packets.wronglySigned(BEGIN), 5);
    datagram(62201, packets.own(BEGIN), 6);
    assertThat(told())
        .containsExactly(
            "phones granted: ",
            "phones refused: its HMAC is of no client, or of another digest than `hmac` says",
            "phones refused: no packet of fwknop with an HMAC has that length",
            "phones refused: the same packet came before",
            "signed refused: its sender does not know this gateway's public key",
            "signed refused: its signature is not of the key that it names",
            "signed granted: ");
    assertThat(findings().get(1).toString())
        .contains("\"client\":\"anonymous\"", "\"action\":\"\"");
  }

  @Test
  void aFloodOfPacketsThatProveNobodyDisplacesNoKnock() throws Exception {
    var packets = new SinglePackets(home.resolve("keys"));
    configure(packets.config(62201, 62202));
    datagram(62201, packets.own(BEGIN), 0);
    for (int source = 100; source < 100 + 2 * Findings.MOST; source++) {
      var packet = Wire.v4(Protocol.UDP, Wire.udp(source, 62201, 256));
      packet[15] = (byte) source;
      packet[14] = (byte) (source >> 8);
      hear(packet, 1);
    }
    assertThat(told().toList()).hasSize(1 + Findings.MOST).contains("signed granted: ");
    assertThat(explanation.leftOut()).isEqualTo(Findings.MOST);
  }

  private void configure(String clients) throws Exception {
    Files.writeString(home.resolve("actions/open-ssh.yaml"), "open: {port: tcp/22}\nfor: 5m\n");
    var text = "gateway: {wan: [wan0], guard: [tcp/22, tcp/443]}\n" + clients;
    explanation = new Explanation(sound(Files.writeString(home.resolve("config.yaml"), text)));
  }

  private void datagram(int port, byte[] payload, long millis) {
    var udp = Wire.udp(sourcePort++, port, payload.length);
    System.arraycopy(payload, 0, udp, udp.length - payload.length, payload.length);
    hear(fromClient(Wire.v4(Protocol.UDP, udp)), millis);
  }

  @Test
  void whereTheGatewaysKeyIsNotNoneIsMade() throws Exception {
    var state = home.resolve("state-of-nobody");
    var text =
        """
        gateway: {wan: [wan0], guard: [tcp/22, tcp/443]}
        state: %s
        knocks:
          signed: {spa: {udp: 62201}}
        """
            .formatted(state);
    var settings = sound(Files.writeString(home.resolve("config.yaml"), text));

    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> new Explanation(settings))
        .withMessageContainingAll("knock signed", "gateway's key is not in " + state);
    assertThat(state).doesNotExist();
  }
}
