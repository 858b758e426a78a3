package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Packets that come in on one interface, through libpcap: each is handed over as soon as it is
/// there, none is asked for that is not sent to this machine (no promiscuous mode). In the network
/// namespace of the thread that opens it; for one thread, which also closes it.
public final class Pcap implements AutoCloseable {
  /// The longest that [#next] waits.
  public static final Duration PATIENCE = Duration.ofMillis(250);

  // pcap(3PCAP) and pcap/bpf.h
  private static final int ERROR_BUFFER = 256;
  private static final int BPF_PROGRAM = 16; // an int, padding, a pointer
  private static final int NETMASK_UNKNOWN = -1;
  private static final int STATS = 12; // struct pcap_stat: three ints
  private static final int DROPPED_AT = 4;
  private static final int PERMISSION_DENIED = -8;
  private static final int INBOUND = 1;

  // struct pollfd: the descriptor, what is waited for, what came
  private static final int POLLFD = 8;
  private static final int EVENTS_AT = 4;
  private static final short POLLIN = 1;

  // linux/if_packet.h
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;

  private final MemorySegment pcap;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment waiting = arena.allocate(2 * POLLFD, 8);
  private int awaited = 1;
  private final PcapPackets packets;
  private int dropped;
  private boolean closed;

  private Pcap(MemorySegment pcap) {
    this.pcap = pcap;
    this.packets = new PcapPackets(pcap);
  }

  /// Sees whether captures can be made here at all, whatever interfaces there are.
  ///
  /// @throws LinuxException without libpcap or without CAP_NET_RAW
  public static void require() throws LinuxException {
    requireLibrary();
    int socket = Libc.socket(AF_PACKET, SOCK_RAW, 0);
    if (Errno.of(-socket) == Errno.EPERM) {
      throw notPermitted();
    }
    if (socket < 0) {
      throw new LinuxException("packet socket", -socket);
    }
    Libc.close(socket);
  }

  /// Begins to capture.
  ///
  /// @param device the interface's name; it must be there and up
  /// @param snapLength bytes that are kept of each packet
  /// @param buffer bytes that the kernel may hold for us
  public static Pcap open(String device, int snapLength, int buffer) throws LinuxException {
    requireLibrary();
    try (var scratch = Arena.ofConfined()) {
      var error = scratch.allocate(ERROR_BUFFER);
      var pcap = Libpcap.create(scratch.allocateFrom(device), error);
      if (pcap.address() == 0) {
        throw new LinuxException("libpcap: " + error.getString(0));
      }
      var opened = new Pcap(pcap);
      try {
        opened.activate(snapLength, buffer, error);
      } catch (LinuxException refused) {
        opened.close();
        throw refused;
      }
      return opened;
    }
  }

  private void activate(int snapLength, int buffer, MemorySegment error) throws LinuxException {
    Libpcap.setSnapLength(pcap, snapLength);
    Libpcap.setPromiscuous(pcap, false);
    Libpcap.setImmediate(pcap, true);
    Libpcap.setBufferSize(pcap, buffer);
    int status = Libpcap.activate(pcap);
    if (status == PERMISSION_DENIED) {
      throw notPermitted();
    }
    if (status < 0) { // above 0 are warnings
      throw refused(status);
    }
    // Not "inbound" in a filter: libpcap runs that itself over what came before it was set, and
    // can't see a packet's direction there.
    status = Libpcap.setDirection(pcap, INBOUND);
    if (status < 0) {
      throw refused(status);
    }
    // libpcap's own waiting (1.10) goes on until there is a packet, whatever its timeout.
    if (Libpcap.setNonBlocking(pcap, error) < 0) {
      throw new LinuxException("libpcap: " + error.getString(0));
    }
    waiting.set(JAVA_INT, 0, Libpcap.descriptor(pcap));
    waiting.set(JAVA_SHORT, EVENTS_AT, POLLIN);
  }

  /// From now on [#next] ends its wait for news, too.
  public void wakeBy(LinkNews news) {
    waiting.set(JAVA_INT, POLLFD, news.descriptor());
    waiting.set(JAVA_SHORT, POLLFD + EVENTS_AT, POLLIN);
    awaited = 2;
  }

  /// What the packets begin with, as a `DLT_` number (pcap-linktype(7)).
  public int dataLink() {
    return Libpcap.dataLink(pcap);
  }

  /// Lets through only what matches from now on; the kernel does the sorting.
  ///
  /// @param expression in the language of pcap-filter(7)
  public void filter(String expression) throws LinuxException {
    try (var scratch = Arena.ofConfined()) {
      var program = scratch.allocate(BPF_PROGRAM, 8);
      var text = scratch.allocateFrom(expression);
      int status = Libpcap.compile(pcap, program, text, 1, NETMASK_UNKNOWN);
      if (status == 0) {
        status = Libpcap.setFilter(pcap, program);
        Libpcap.freeCode(program);
      }
      if (status < 0) {
        throw refused(status);
      }
    }
  }

  /// Waits up to [#PATIENCE] for a packet, which [#copyTo] then reads.
  ///
  /// @return whether one came
  /// @throws LinuxException when there will be no more: the interface went down or away
  public boolean next() throws LinuxException {
    int status = packets.next();
    if (status == 0) {
      Libc.poll(waiting, awaited, (int) PATIENCE.toMillis()); // errors show again in the next line
      status = packets.next();
    }
    if (status < 0) {
      throw refused(status);
    }
    return status > 0;
  }

  /// Copies the packet that came last, as much as was kept of it and there is room for, without
  /// allocating. Before the next [#next].
  ///
  /// @return how many bytes were copied
  public int copyTo(byte[] target) {
    return packets.copyTo(target);
  }

  /// How many packets the kernel dropped because its buffer was full, since this was asked last.
  public long lostSinceAsked() {
    try (var scratch = Arena.ofConfined()) {
      var stats = scratch.allocate(STATS, 4);
      if (Libpcap.stats(pcap, stats) < 0) {
        return 0; // the interface is going; next will say so
      }
      int before = dropped;
      dropped = stats.get(JAVA_INT, DROPPED_AT);
      return Integer.toUnsignedLong(dropped - before);
    }
  }

  /// Ends the capture. Can be repeated.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libpcap.close(pcap);
      packets.close();
      arena.close();
    }
  }

  /// Sees whether there is a libpcap.
  static void requireLibrary() throws LinuxException {
    if (!Libpcap.installed()) {
      throw new LinuxException("libpcap is not installed: apt install libpcap0.8");
    }
  }

  private LinuxException refused(int status) {
    var words = Libpcap.error(pcap);
    return new LinuxException("libpcap: " + (words.isEmpty() ? Libpcap.words(status) : words));
  }

  private static LinuxException notPermitted() {
    return new LinuxException("packet socket: EPERM: Operation not permitted: needs CAP_NET_RAW");
  }
}
