package io.knockgate.capture.pcap;

import java.io.ByteArrayOutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;

/// Capture files: those of `src/test/resources`, and bytes as libpcap and others write them.
///
/// In a gateway of two namespaces tcpdump 4.99 wrote what came and went while Debian's `knock`
/// knocked 2033 3022 6712 4998 4113 by IPv4, 8442 udp/5120 3971 7206 by IPv6, and 2033 3022 4998
/// 6712 4113 by IPv4 again.
public final class Saved {
  public static final int ETHERNET = 1;
  public static final int RAW = 101; // libpcap calls it 12 when it reads it

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteOrder order;

  private Saved(ByteOrder order) {
    this.order = order;
  }

  /// A file that tcpdump wrote: `eth`, `sll`, `sll2` or `nflog`.
  public static Path real(String name) {
    try {
      return Path.of(Objects.requireNonNull(Saved.class.getResource(name + ".pcap")).toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// A pcap file (draft-ietf-opsawg-pcap) without packets yet.
  ///
  /// @param magic 0xa1b2c3d4 for microseconds, 0xa1b23c4d for nanoseconds
  public static Saved pcap(ByteOrder order, int magic, int link) {
    var saved = new Saved(order);
    saved.put(
        saved
            .buffer(24)
            .putInt(magic)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(65_535)
            .putInt(link));
    return saved;
  }

  /// The usual pcap file of today: microseconds, little endian.
  public static Saved pcap(int link) {
    return pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, link);
  }

  /// Adds a packet to a pcap file.
  ///
  /// @param fraction of the second, in the file's unit
  public Saved packet(long seconds, long fraction, byte[] packet) {
    put(
        buffer(16 + packet.length)
            .putInt((int) seconds)
            .putInt((int) fraction)
            .putInt(packet.length)
            .putInt(packet.length)
            .put(packet));
    return this;
  }

  /// A pcapng file (draft-ietf-opsawg-pcapng) of one interface, without packets yet.
  ///
  /// @param digits decimal places of its times
  public static Saved pcapng(int link, int digits) {
    var saved = new Saved(ByteOrder.LITTLE_ENDIAN);
    saved.block(
        0x0a0d0d0a,
        saved.buffer(16).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1));
    saved.block(
        1,
        saved
            .buffer(20)
            .putShort((short) link)
            .putShort((short) 0)
            .putInt(65_535)
            .putShort((short) 9)
            .putShort((short) 1)
            .put((byte) digits)
            .put(new byte[3])
            .putInt(0));
    return saved;
  }

  /// Adds a packet to a pcapng file.
  ///
  /// @param time in the interface's unit, since 1970
  public Saved enhanced(long time, byte[] packet) {
    int padded = packet.length + 3 & ~3;
    block(
        6,
        buffer(20 + padded)
            .putInt(0)
            .putInt((int) (time >>> 32))
            .putInt((int) time)
            .putInt(packet.length)
            .putInt(packet.length)
            .put(packet)
            .position(20 + padded));
    return this;
  }

  private void block(int type, ByteBuffer body) {
    int length = 12 + body.capacity();
    put(buffer(length).putInt(type).putInt(length).put(body.flip()).putInt(length));
  }

  private ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(order);
  }

  private void put(ByteBuffer full) {
    var copy = new byte[full.capacity()];
    full.rewind().get(copy);
    bytes.writeBytes(copy);
  }

  /// The file.
  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
