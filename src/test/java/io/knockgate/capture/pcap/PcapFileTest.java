package io.knockgate.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.capture.CaptureException;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Link;
import io.knockgate.packet.Packet;
import io.knockgate.packet.PacketDecoder;
import io.knockgate.packet.Wire;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapFileTest {
  private static final byte[] SYN = Wire.v4(Protocol.TCP, Wire.tcp(1, 2033, 5, Wire.SYN));
  private static final byte[] SYN6 = Wire.v6(6, Wire.tcp(1, 3022, 5, Wire.SYN));
  private static final long SECONDS = 1_795_380_542;

  @TempDir Path home;
  private final List<Frame> frames = new ArrayList<>();

  private Path file(byte[] bytes) throws IOException {
    return Files.write(home.resolve("knocks.pcap"), bytes);
  }

  private List<Packet> packets() {
    return frames.stream()
        .map(PacketDecoder::decode)
        .filter(Packet.class::isInstance)
        .map(Packet.class::cast)
        .toList();
  }

  private List<Long> times() {
    return frames.stream().map(Frame::nanos).toList();
  }

  @ParameterizedTest
  @CsvSource({"eth, ETHERNET", "sll, LINUX_SLL", "sll2, LINUX_SLL2", "nflog, NFLOG"})
  void whatTcpdumpWroteIsReadWithEachLinkType(String name, Link link) throws Exception {
    PcapFile.read(Saved.real(name), frames::add);
    assertThat(frames).allMatch(frame -> frame.link() == link);
    assertThat(packets().stream().map(Packet::port))
        .containsExactly(
            Port.tcp(2033),
            Port.tcp(3022),
            Port.tcp(6712),
            Port.tcp(4998),
            Port.tcp(4113),
            Port.tcp(8442),
            Port.udp(5120),
            Port.tcp(3971),
            Port.tcp(7206),
            Port.tcp(2033),
            Port.tcp(3022),
            Port.tcp(4998),
            Port.tcp(6712),
            Port.tcp(4113));
    assertThat(packets().get(0).source()).isEqualTo(Address.parse("198.51.100.10"));
    assertThat(packets().get(6).source()).isEqualTo(Address.parse("fd00:51::10"));
    assertThat(times()).isSorted();
  }

  @Test
  void timesAreNanosecondsSince1970WhateverTheFilesUnitAndByteOrder() throws Exception {
    for (var order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      var micro = Saved.pcap(order, 0xa1b2c3d4, Saved.ETHERNET);
      PcapFile.read(file(micro.packet(SECONDS, 123_456, Wire.ethernet(SYN)).bytes()), frames::add);
      var nano = Saved.pcap(order, 0xa1b23c4d, Saved.ETHERNET);
      PcapFile.read(
          file(nano.packet(SECONDS, 123_456_789, Wire.ethernet(SYN)).bytes()), frames::add);
    }
    long second = SECONDS * 1_000_000_000;
    assertThat(times())
        .containsExactly(
            second + 123_456_000, second + 123_456_789, second + 123_456_000, second + 123_456_789);
    assertThat(packets()).hasSize(4);
  }

  @Test
  void pcapngIsReadWithItsResolution() throws Exception {
    var micro =
        Saved.pcapng(Saved.ETHERNET, 6).enhanced(SECONDS * 1_000_000 + 7, Wire.ethernet(SYN));
    PcapFile.read(file(micro.bytes()), frames::add);
    var nano =
        Saved.pcapng(Saved.ETHERNET, 9).enhanced(SECONDS * 1_000_000_000 + 7, Wire.ethernet(SYN));
    PcapFile.read(file(nano.bytes()), frames::add);
    assertThat(times())
        .containsExactly(SECONDS * 1_000_000_000 + 7_000, SECONDS * 1_000_000_000 + 7);
    assertThat(packets()).hasSize(2);
  }

  @Test
  void rawIpIsReadOfBothFamilies() throws Exception {
    var saved = Saved.pcap(Saved.RAW).packet(1, 0, SYN).packet(2, 0, SYN6);
    PcapFile.read(file(saved.bytes()), frames::add);
    assertThat(packets().stream().map(Packet::port))
        .containsExactly(Port.tcp(2033), Port.tcp(3022));
  }

  @Test
  void timesThatNoClockHasHadAreBounded() throws Exception {
    var saved = Saved.pcapng(Saved.RAW, 0).enhanced(Long.MAX_VALUE, SYN).enhanced(-1, SYN);
    PcapFile.read(file(saved.bytes()), frames::add);
    assertThat(times()).hasSize(2).allMatch(nanos -> nanos >= 0);
  }

  @Test
  void ofAFileThatEndsTooSoonWhatCameBeforeCounts() throws Exception {
    var whole = Saved.pcap(Saved.RAW).packet(1, 0, SYN).packet(2, 0, SYN6).bytes();
    var file = file(Arrays.copyOf(whole, whole.length - 10));
    assertThatThrownBy(() -> PcapFile.read(file, frames::add))
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith(file + ": libpcap: truncated dump file");
    assertThat(packets()).hasSize(1);
  }

  @Test
  void whatIsNoCaptureIsRefusedInLibpcapsWords() throws Exception {
    var file = file("gateway:\n  wan: [wan0]\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(() -> PcapFile.read(file, frames::add))
        .isInstanceOf(CaptureException.class)
        .hasMessage(file + ": libpcap: unknown file format");
    assertThat(frames).isEmpty();
  }

  @Test
  void anEmptyOrAbsentFileIsRefusedWithWords() throws Exception {
    var empty = file(new byte[0]);
    assertThatThrownBy(() -> PcapFile.read(empty, frames::add))
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith(empty + ": libpcap: ");
    var absent = home.resolve("-");
    assertThatThrownBy(() -> PcapFile.read(absent, frames::add))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("No such file or directory");
  }

  @Test
  void aLinkTypeThatCantBeReadIsNamed() throws Exception {
    var file = file(Saved.pcap(10).packet(1, 0, SYN).bytes());
    assertThatThrownBy(() -> PcapFile.read(file, frames::add))
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith(file + ": its packets are of link type 10; only Ethernet (1)");
  }

  @Test
  void noDamageDoesMoreThanEndTheFile() throws Exception {
    var random = new Random(20_030_919);
    for (var name : List.of("eth", "sll", "sll2", "nflog")) {
      var whole = Files.readAllBytes(Saved.real(name));
      for (int i = 0; i < 200; i++) {
        var damaged = whole.clone();
        for (int n = 1 + random.nextInt(8); n > 0; n--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        var file = file(damaged);
        assertThatCode(
                () -> {
                  try {
                    PcapFile.read(
                        file, frame -> assertThat(PacketDecoder.decode(frame)).isNotNull());
                  } catch (CaptureException told) {
                    assertThat(told).hasMessageStartingWith(file + ": ");
                  }
                })
            .doesNotThrowAnyException();
      }
    }
  }
}
