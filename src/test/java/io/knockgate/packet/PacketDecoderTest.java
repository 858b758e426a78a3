package io.knockgate.packet;

import static io.knockgate.packet.Wire.ACK;
import static io.knockgate.packet.Wire.CWR;
import static io.knockgate.packet.Wire.ECE;
import static io.knockgate.packet.Wire.FIN;
import static io.knockgate.packet.Wire.PSH;
import static io.knockgate.packet.Wire.RST;
import static io.knockgate.packet.Wire.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketDecoderTest {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final byte[] KNOCK = Wire.tcp(40_000, 2033, 0x89abcdef, SYN);
  private static final byte[] DATAGRAM = Wire.udp(40_001, 7000, 12);
  private static final byte[] V4 = Wire.v4(Protocol.TCP, KNOCK);
  private static final byte[] V6 = Wire.v6(TCP, KNOCK);

  /// A SYN to 2033 or a datagram to 7000, in every wrapping that we open.
  private static final Map<String, Frame> SOUND = sound();

  private static Map<String, Frame> sound() {
    var sound = new LinkedHashMap<String, Frame>();
    sound.put("SYN over IPv4", frame(V4, Link.IP));
    sound.put("SYN over IPv6", frame(V6, Link.IP));
    sound.put("datagram over IPv4", frame(Wire.v4(Protocol.UDP, DATAGRAM), Link.IP));
    sound.put("datagram over IPv6", frame(Wire.v6(UDP, DATAGRAM), Link.IP));
    sound.put("empty datagram", frame(Wire.v4(Protocol.UDP, Wire.udp(40_001, 7000, 0)), Link.IP));
    sound.put("IPv4 options", frame(Wire.v4(TCP, 0, new byte[40], KNOCK), Link.IP));
    sound.put("first IPv4 fragment", frame(Wire.v4(TCP, 0x2000, new byte[0], KNOCK), Link.IP));
    sound.put("don't fragment", frame(Wire.v4(TCP, 0x4000, new byte[0], KNOCK), Link.IP));
    sound.put("hop-by-hop", frame(Wire.v6(0, Wire.extension(TCP, 8, KNOCK)), Link.IP));
    sound.put("routing", frame(Wire.v6(43, Wire.extension(TCP, 24, KNOCK)), Link.IP));
    sound.put("destination", frame(Wire.v6(60, Wire.extension(UDP, 16, DATAGRAM)), Link.IP));
    sound.put("AH", frame(Wire.v6(51, Wire.authentication(TCP, 24, KNOCK)), Link.IP));
    sound.put("atomic fragment", frame(Wire.v6(44, Wire.fragment(TCP, 0, false, KNOCK)), Link.IP));
    sound.put("first fragment", frame(Wire.v6(44, Wire.fragment(TCP, 0, true, KNOCK)), Link.IP));
    sound.put("eight extensions", frame(extensions(8), Link.IP));
    sound.put("Ethernet, IPv4", frame(Wire.ethernet(V4), Link.ETHERNET));
    sound.put("Ethernet, IPv6", frame(Wire.ethernet(V6), Link.ETHERNET));
    sound.put("VLAN", frame(Wire.ethernet(V4, 0x8100), Link.ETHERNET));
    sound.put("VLAN in VLAN", frame(Wire.ethernet(V6, 0x88a8, 0x8100), Link.ETHERNET));
    sound.put("old VLAN in VLAN", frame(Wire.ethernet(V4, 0x9100, 0x8100), Link.ETHERNET));
    sound.put("cooked, IPv4", frame(Wire.cooked(V4), Link.LINUX_SLL));
    sound.put("cooked, IPv6", frame(Wire.cooked(V6), Link.LINUX_SLL));
    sound.put("cooked VLAN", frame(Wire.cooked(V4, 0x8100), Link.LINUX_SLL));
    sound.put("cooked 2, IPv4", frame(Wire.cooked2(V4), Link.LINUX_SLL2));
    sound.put("cooked 2, IPv6", frame(Wire.cooked2(V6), Link.LINUX_SLL2));
    sound.put("cooked 2, VLAN in VLAN", frame(Wire.cooked2(V4, 0x88a8, 0x8100), Link.LINUX_SLL2));
    sound.put("NFLOG, IPv4", frame(Wire.nflog(V4), Link.NFLOG));
    sound.put("NFLOG, IPv6", frame(Wire.nflog(V6), Link.NFLOG));
    return sound;
  }

  @Test
  void aSynIsReadInFull() throws Exception {
    assertThat(PacketDecoder.decode(new Frame(V4, Link.IP, 42, 1)))
        .isEqualTo(
            new Packet(
                Address.parse("198.51.100.10"),
                Address.parse("198.51.100.1"),
                40_000,
                Port.tcp(2033),
                0x89abcdef,
                42,
                1));
  }

  @Test
  void aDatagramIsReadInFull() throws Exception {
    var bytes = Wire.v6(UDP, DATAGRAM);
    assertThat(PacketDecoder.decode(new Frame(bytes, Link.IP, 43, 0)))
        .isEqualTo(
            new Packet(
                Address.parse("fd00:51::10"),
                Address.parse("fd00:51::1"),
                40_001,
                Port.udp(7000),
                0,
                43,
                0,
                new Payload(bytes, 48, 60)));
  }

  @Test
  void aDatagramsPayloadIsThereInEveryWrappingAndOnlyWhole() {
    SOUND.forEach(
        (name, frame) -> {
          int port = port(frame);
          var payload = payload(frame);
          assertThat(payload.length()).as(name).isEqualTo(port == 7000 ? payload(name) : 0);
          if (payload.length() > 0) {
            var cut = Arrays.copyOf(frame.bytes(), frame.bytes().length - 1);
            assertThat(payload(frame(cut, frame.link()))).as(name).isSameAs(Payload.NONE);
          }
        });
  }

  @Test
  void whatFollowsADatagramIsNotItsPayload() {
    var datagram = Wire.udp(40_001, 7000, 1400);
    Arrays.fill(datagram, 8, datagram.length, (byte) 7);
    var behindIp = Arrays.copyOf(Wire.v4(Protocol.UDP, datagram), 1500);
    var behindUdp = Wire.v4(Protocol.UDP, Arrays.copyOf(datagram, 1450));
    for (var bytes : new byte[][] {behindIp, behindUdp}) {
      var payload = payload(frame(bytes, Link.IP));
      assertThat(payload.copy()).hasSize(1400).containsOnly(7);
    }
  }

  @Test
  void aFragmentsPayloadIsNone() {
    var four = Wire.v4(UDP, 0x2000, new byte[0], DATAGRAM);
    var six = Wire.v6(44, Wire.fragment(UDP, 0, true, DATAGRAM));
    for (var bytes : new byte[][] {four, six}) {
      assertThat(port(frame(bytes, Link.IP))).isEqualTo(7000);
      assertThat(payload(frame(bytes, Link.IP))).isSameAs(Payload.NONE);
    }
    var atomic = Wire.v6(44, Wire.fragment(UDP, 0, false, DATAGRAM));
    assertThat(payload(frame(atomic, Link.IP)).length()).isEqualTo(12);
  }

  @Test
  void everyWrappingIsOpened() {
    SOUND.forEach((name, frame) -> assertThat(port(frame)).as(name).isIn(2033, 7000));
  }

  @Test
  void theSnapLengthMayCutThePayloadAndEthernetMayPad() {
    var long4 = Wire.v4(Protocol.UDP, Wire.udp(40_001, 7000, 1400));
    assertThat(port(frame(Arrays.copyOf(long4, 28), Link.IP))).isEqualTo(7000);
    assertThat(port(frame(Arrays.copyOf(Wire.ethernet(V4), 60), Link.ETHERNET))).isEqualTo(2033);
  }

  @Test
  void everyTruncationOfTheHeadersIsMalformedAndNoneThrows() {
    SOUND.forEach(
        (name, frame) -> {
          int headers = frame.bytes().length - (port(frame) == 7000 ? payload(name) : 0);
          for (int length = 0; length < headers; length++) {
            var cut = new Frame(Arrays.copyOf(frame.bytes(), length), frame.link(), 0, 0);
            assertThat(PacketDecoder.decode(cut))
                .as("%s cut to %d", name, length)
                .isSameAs(Decoded.TRUNCATED);
          }
        });
  }

  @Test
  void onlyPureSynsAreKnocks() {
    for (int flags = 0; flags < 256; flags++) {
      var frame = frame(Wire.v4(Protocol.TCP, Wire.tcp(1, 22, 7, flags)), Link.IP);
      var decoded = PacketDecoder.decode(frame);
      if ((flags & (FIN | SYN | RST | ACK)) == SYN) {
        assertThat(decoded).as("flags %x", flags).isInstanceOf(Packet.class);
      } else {
        assertThat(decoded).as("flags %x", flags).isSameAs(Decoded.NOT_FOR_US);
      }
    }
    var odd = Wire.tcp(1, 22, 7, SYN | ECE | CWR | PSH);
    assertThat(port(frame(Wire.v4(Protocol.TCP, odd), Link.IP))).isEqualTo(22);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 41, 47, 50, 58, 59, 132, 255})
  void otherProtocolsAreNotForUs(int protocol) {
    assertThat(decode(Wire.v4(protocol, 0, new byte[0], KNOCK))).isSameAs(Decoded.NOT_FOR_US);
    assertThat(decode(Wire.v6(protocol, KNOCK))).isSameAs(Decoded.NOT_FOR_US);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0806, 0x8863, 0x8864, 0x0026, 0xffff})
  void otherEtherTypesAreNotForUs(int type) {
    var arp = Wire.ethernet(V4);
    ByteBuffer.wrap(arp).putShort(12, (short) type);
    assertThat(PacketDecoder.decode(frame(arp, Link.ETHERNET))).isSameAs(Decoded.NOT_FOR_US);
  }

  @Test
  void laterFragmentsAreNotForUs() {
    assertThat(decode(Wire.v4(TCP, 1, new byte[0], KNOCK))).isSameAs(Decoded.NOT_FOR_US);
    assertThat(decode(Wire.v4(TCP, 0x3fff, new byte[0], KNOCK))).isSameAs(Decoded.NOT_FOR_US);
    assertThat(decode(Wire.v6(44, Wire.fragment(TCP, 1, true, KNOCK))))
        .isSameAs(Decoded.NOT_FOR_US);
  }

  @Test
  void aFirstFragmentTooSmallForItsHeaderIsMalformed() {
    var piece = Arrays.copyOf(KNOCK, 16);
    assertThat(decode(Wire.v4(TCP, 0x2000, new byte[0], piece))).isSameAs(Decoded.BAD_LENGTH);
    assertThat(decode(Wire.v6(44, Wire.fragment(TCP, 0, true, piece))))
        .isSameAs(Decoded.BAD_LENGTH);
  }

  @Test
  void aFirstFragmentMayCarryLessThanTheWholeDatagram() {
    var first = Wire.udp(40_001, 7000, 8);
    ByteBuffer.wrap(first).putShort(4, (short) 4000);
    assertThat(port(frame(Wire.v4(UDP, 0x2000, new byte[0], first), Link.IP))).isEqualTo(7000);
    assertThat(decode(Wire.v4(Protocol.UDP, first))).isSameAs(Decoded.BAD_LENGTH);
  }

  @Test
  void lengthsThatContradictEachOtherAreMalformed() {
    assertThat(decode(patched(V4, 0, 0x44))).as("IPv4 header of 16").isSameAs(Decoded.BAD_LENGTH);
    assertThat(decode(patched(V4, 3, 19))).as("IPv4 total of 19").isSameAs(Decoded.BAD_LENGTH);
    assertThat(decode(patched(V4, 3, 39))).as("half a TCP header").isSameAs(Decoded.BAD_LENGTH);
    assertThat(decode(patched(V4, 32, 0x40))).as("TCP header of 16").isSameAs(Decoded.BAD_LENGTH);
    assertThat(decode(patched(V4, 32, 0x60))).as("TCP header of 24").isSameAs(Decoded.BAD_LENGTH);
    assertThat(decode(patched(V6, 5, 0))).as("empty IPv6").isSameAs(Decoded.BAD_LENGTH);
    var short6 = patched(Wire.v6(0, Wire.extension(TCP, 8, KNOCK)), 5, 7);
    assertThat(decode(short6)).as("half an extension").isSameAs(Decoded.BAD_LENGTH);
    var datagram = Wire.v4(Protocol.UDP, DATAGRAM);
    assertThat(decode(patched(datagram, 25, 7))).as("UDP of 7").isSameAs(Decoded.BAD_LENGTH);
    assertThat(decode(patched(datagram, 25, 21))).as("UDP of 21").isSameAs(Decoded.BAD_LENGTH);
  }

  @Test
  void versionsThatContradictTheLinkAreMalformed() {
    assertThat(decode(patched(V4, 0, 0x55))).isSameAs(Decoded.BAD_VERSION);
    var four = Wire.ethernet(V4);
    assertThat(PacketDecoder.decode(frame(patched(four, 14, 0x65), Link.ETHERNET)))
        .isSameAs(Decoded.BAD_VERSION);
    var six = Wire.ethernet(V6);
    assertThat(PacketDecoder.decode(frame(patched(six, 14, 0x40), Link.ETHERNET)))
        .isSameAs(Decoded.BAD_VERSION);
  }

  @Test
  void tagsAndExtensionsWithoutEndAreMalformed() {
    var tags = new int[2000];
    Arrays.fill(tags, 0x8100);
    assertThat(PacketDecoder.decode(frame(Wire.ethernet(V4, tags), Link.ETHERNET)))
        .isSameAs(Decoded.TOO_MANY_TAGS);
    assertThat(decode(extensions(9))).isSameAs(Decoded.TOO_MANY_EXTENSIONS);
    assertThat(decode(extensions(5000))).isSameAs(Decoded.TOO_MANY_EXTENSIONS);
  }

  @Test
  void anIpv6PacketCantSpeakForAnIpv4Address() {
    var mapped = V6.clone();
    Arrays.fill(mapped, 8, 18, (byte) 0);
    Arrays.fill(mapped, 18, 20, (byte) 0xff);
    assertThat(decode(mapped)).isSameAs(Decoded.MAPPED_ADDRESS);
    System.arraycopy(mapped, 8, mapped, 24, 16);
    System.arraycopy(V6, 8, mapped, 8, 16);
    assertThat(decode(mapped)).isSameAs(Decoded.MAPPED_ADDRESS);
  }

  @Test
  void portZeroIsNoKnock() {
    assertThat(decode(Wire.v4(Protocol.TCP, Wire.tcp(1, 0, 7, SYN)))).isSameAs(Decoded.NOT_FOR_US);
    assertThat(port(frame(Wire.v4(Protocol.TCP, Wire.tcp(0, 1, 7, SYN)), Link.IP))).isEqualTo(1);
  }

  @Test
  void twoHundredThousandMutationsNeverThrow() {
    var random = new Random(20_030_917);
    var frames = SOUND.values().toArray(Frame[]::new);
    var links = Link.values();
    int sound = 0;
    for (int i = 0; i < 200_000; i++) {
      var original = frames[random.nextInt(frames.length)].bytes();
      var bytes = Arrays.copyOf(original, random.nextInt(2 * original.length));
      for (int flips = random.nextInt(6); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(Math.min(bytes.length, 64))] = (byte) random.nextInt();
      }
      var decoded =
          PacketDecoder.decode(new Frame(bytes, links[random.nextInt(links.length)], i, 0));
      sound += decoded instanceof Packet ? 1 : 0;
    }
    assertThat(sound).as("the mutations must not all be hopeless").isGreaterThan(10_000);
  }

  @Test
  void noiseOfAnyLengthNeverThrows() {
    var random = new Random(20_030_918);
    for (int length = 0; length < 3000; length++) {
      var bytes = new byte[length];
      random.nextBytes(bytes);
      for (var link : Link.values()) {
        assertThat(PacketDecoder.decode(new Frame(bytes, link, 0, 0))).isNotNull();
      }
    }
  }

  private static byte[] extensions(int count) {
    var bytes = KNOCK;
    int next = TCP;
    for (int i = 0; i < count; i++) {
      bytes = Wire.extension(next, 8, bytes);
      next = 60;
    }
    return Wire.v6(next, bytes);
  }

  private static byte[] patched(byte[] bytes, int at, int value) {
    var patched = bytes.clone();
    patched[at] = (byte) value;
    return patched;
  }

  private static Decoded decode(byte[] packet) {
    return PacketDecoder.decode(frame(packet, Link.IP));
  }

  private static int port(Frame frame) {
    return PacketDecoder.decode(frame) instanceof Packet packet ? packet.port().number() : -1;
  }

  private static Payload payload(Frame frame) {
    return ((Packet) PacketDecoder.decode(frame)).payload();
  }

  private static int payload(String name) {
    return name.startsWith("empty") ? 0 : 12;
  }

  private static Frame frame(byte[] bytes, Link link) {
    return new Frame(bytes, link, 0, 0);
  }
}
