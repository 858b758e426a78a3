package io.knockgate.faults;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.RawLink;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Sends what nobody asked for, from addresses all over the world: SYNs to any port, and datagrams
/// of random bytes to a port where single packets are heard.
final class Junk implements AutoCloseable {
  private static final String OUTSIDE = "wan-c";
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int IP_HEADER = 20;
  private static final int LONGEST = 400;
  private static final int A_TICK = 10;
  private static final int TICKS = 100;
  private static final long A_SECOND = 1_000_000_000L;

  private final SplittableRandom random = new SplittableRandom(1);
  private final AtomicLong sent = new AtomicLong();
  private final Lab lab;
  private final int port;
  private final byte[] toGateway;
  private final Thread thread;
  private volatile boolean over;

  /// @param toGateway the two Ethernet addresses that lead from the client to the gateway
  private Junk(Lab lab, int port, byte[] toGateway) {
    this.lab = lab;
    this.port = port;
    this.toGateway = toGateway;
    this.thread = Thread.ofPlatform().daemon().name("junk").unstarted(this::send);
  }

  /// Begins to send a thousand packets a second.
  ///
  /// @param port where single packets are heard
  static Junk at(Lab lab, int port) throws Exception {
    var to = ethernet(lab, Place.GATEWAY, "wan");
    var from = ethernet(lab, Place.CLIENT, OUTSIDE);
    var junk = new Junk(lab, port, HexFormat.of().parseHex(to + from));
    junk.thread.start();
    return junk;
  }

  private static String ethernet(Lab lab, Place place, String link) throws Exception {
    var words = lab.exec(place, "ip", "-brief", "link", "show", link).split(" +", -1);
    return words[2].replace(":", "");
  }

  /// How many so far.
  long sent() {
    return sent.get();
  }

  /// Whether nothing was sent for a second.
  boolean rests() {
    long before = sent();
    for (int i = 0; i < TICKS && sent() == before; i++) {
      LockSupport.parkNanos(A_SECOND / TICKS);
    }
    return sent() == before;
  }

  private void send() {
    try {
      lab.inside(
          Place.CLIENT,
          () -> {
            while (!over) {
              try (var link = RawLink.open(OUTSIDE)) {
                sendOn(link);
              } catch (LinuxException gone) {
                Thread.sleep(A_TICK); // the link may come back
              }
            }
            return true;
          });
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }

  private void sendOn(RawLink link) throws LinuxException, InterruptedException {
    long next = System.nanoTime();
    while (!over) {
      for (int i = 0; i < A_TICK; i++) {
        link.send(random.nextBoolean() ? syn() : datagram());
        sent.incrementAndGet();
      }
      next += A_SECOND / TICKS;
      Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
    }
  }

  private byte[] syn() {
    var tcp = ByteBuffer.allocate(20);
    tcp.putShort((short) random.nextInt(1024, 65536)).putShort((short) random.nextInt(1, 65536));
    tcp.putInt(random.nextInt()).putInt(0).put((byte) 0x50).put((byte) 2).putShort((short) 64240);
    return frame(TCP, tcp.array());
  }

  private byte[] datagram() {
    var bytes = new byte[random.nextInt(LONGEST)];
    random.nextBytes(bytes);
    var udp = ByteBuffer.allocate(8 + bytes.length);
    udp.putShort((short) random.nextInt(1024, 65536)).putShort((short) port);
    udp.putShort((short) udp.capacity()).putShort((short) 0).put(bytes); // no checksum
    return frame(UDP, udp.array());
  }

  private byte[] frame(int protocol, byte[] payload) {
    var ip = ByteBuffer.allocate(IP_HEADER);
    ip.put((byte) 0x45).put((byte) 0).putShort((short) (IP_HEADER + payload.length));
    ip.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
    ip.putInt(random.nextInt(0x0b000000, 0x7e000000)); // 11.0.0.0 to 125.255.255.255
    ip.put(new byte[] {(byte) 198, 51, 100, 1});
    ip.putShort(10, checksum(ip));
    var frame = ByteBuffer.allocate(14 + IP_HEADER + payload.length);
    return frame.put(toGateway).putShort((short) 0x0800).put(ip.array()).put(payload).array();
  }

  private static short checksum(ByteBuffer header) {
    int sum = 0;
    for (int i = 0; i < IP_HEADER; i += 2) {
      sum += header.getShort(i) & 0xffff;
    }
    return (short) ~((sum & 0xffff) + (sum >>> 16));
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
