package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The packets of a capture of libpcap's, one after the other. For one thread.
final class PcapPackets implements AutoCloseable {
  // struct pcap_pkthdr: a struct timeval, the length that was kept, the packet's own
  private static final int FRACTION_AT = 8;
  private static final int CAPLEN_AT = 16;

  /// All memory, to read a packet where libpcap says that it lies without making an object for it.
  private static final MemorySegment MEMORY = everything();

  private final MemorySegment pcap;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment header = arena.allocate(ADDRESS);
  private final MemorySegment data = arena.allocate(ADDRESS);

  PcapPackets(MemorySegment pcap) {
    this.pcap = pcap;
  }

  /// Goes on to the next one; libpcap's status, 1 for a packet.
  int next() {
    return Libpcap.next(pcap, header, data);
  }

  /// A copy of the packet, as much as was kept of it.
  byte[] bytes() {
    var bytes = new byte[length()];
    copyTo(bytes);
    return bytes;
  }

  /// Copies the packet, as much as was kept of it and there is room for; answers how many bytes.
  int copyTo(byte[] target) {
    int size = Math.min(length(), target.length);
    MemorySegment.copy(MEMORY, JAVA_BYTE, data.get(JAVA_LONG, 0), target, 0, size);
    return size;
  }

  private int length() {
    return MEMORY.get(JAVA_INT, header.get(JAVA_LONG, 0) + CAPLEN_AT);
  }

  /// When the packet was captured: whole seconds since 1970.
  long seconds() {
    return MEMORY.get(JAVA_LONG, header.get(JAVA_LONG, 0));
  }

  /// What follows [#seconds], in the unit that the capture was opened with.
  long fraction() {
    return MEMORY.get(JAVA_LONG, header.get(JAVA_LONG, 0) + FRACTION_AT);
  }

  @Override
  public void close() {
    arena.close();
  }

  @SuppressWarnings("restricted")
  private static MemorySegment everything() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }
}
