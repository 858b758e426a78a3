package io.knockgate.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// The packets that somebody captured into a file (pcap or pcapng), through libpcap. For one
/// thread.
public final class Savefile implements AutoCloseable {
  /// The latest time that is read, in seconds: pcapng can tell times that no clock has had.
  private static final long LATEST = 0xffff_ffffL; // 2106, the last that pcap can tell

  private static final long SECOND = 1_000_000_000;

  // pcap(3PCAP)
  private static final int ERROR_BUFFER = 256;
  private static final int NANOSECONDS = 1; // PCAP_TSTAMP_PRECISION_NANO
  private static final int END = -2; // PCAP_ERROR_BREAK

  private final MemorySegment pcap;
  private final PcapPackets packets;
  private boolean closed;

  private Savefile(MemorySegment pcap) {
    this.pcap = pcap;
    this.packets = new PcapPackets(pcap);
  }

  /// Opens one.
  ///
  /// @throws LinuxException without libpcap, without the file, or when it is something else
  public static Savefile open(Path file) throws LinuxException {
    Pcap.requireLibrary();
    try (var scratch = Arena.ofConfined()) {
      var error = scratch.allocate(ERROR_BUFFER);
      // libpcap reads from standard input when it is told "-", hence the absolute path
      var name = scratch.allocateFrom(file.toAbsolutePath().toString());
      var pcap = Libpcap.openOffline(name, NANOSECONDS, error);
      if (pcap.address() == 0) {
        throw new LinuxException("libpcap: " + error.getString(0));
      }
      return new Savefile(pcap);
    }
  }

  /// What the packets begin with, as a `DLT_` number (pcap-linktype(7)).
  public int dataLink() {
    return Libpcap.dataLink(pcap);
  }

  /// Goes on to the next packet.
  ///
  /// @return whether there is one; the file ends well if not
  /// @throws LinuxException where the file is damaged or ends inside of a packet
  public boolean next() throws LinuxException {
    int status = packets.next();
    if (status < 0 && status != END) {
      throw new LinuxException("libpcap: " + Libpcap.error(pcap));
    }
    return status > 0;
  }

  /// A copy of the packet, as much as was kept of it.
  public byte[] bytes() {
    return packets.bytes();
  }

  /// When the packet was captured, in nanoseconds since 1970.
  public long nanos() {
    return Math.clamp(packets.seconds(), 0, LATEST) * SECOND
        + Math.clamp(packets.fraction(), 0, SECOND - 1);
  }

  /// Gives it back. Can be repeated.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      packets.close();
      Libpcap.close(pcap);
    }
  }
}
