package io.knockgate.e2e;

import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.SinglePackets;
import io.knockgate.net.BadValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Packets that were good until a byte of them was changed, on a real wire, to a running daemon:
/// none may be accepted, and none may disturb it. `./dev fuzz` sends a million of them.
@Tag("kernel")
class MutatedPacketsTest extends EndToEnd {
  private static final int MUTANTS = Integer.getInteger("knockgate.mutants", 20_000);
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  private static final int OWN = 62201;
  private static final int FWKNOP = 62202;

  /// So that none is lost on the way: a few thousand in a row fit any buffer.
  private static final int BURST = 500;

  private static final long PAUSE_NANOS = 20_000_000;

  @Override
  String config() {
    try {
      return "gateway: {wan: [wan], guard: [tcp/22]}\n" + packets().config(OWN, FWKNOP);
    } catch (IOException | BadValue refused) {
      throw new AssertionError(refused);
    }
  }

  /// Always with the same keys.
  private static SinglePackets packets() throws IOException, BadValue {
    return new SinglePackets(homes.resolve("mutants"));
  }

  @Override
  String[] actions() {
    return new String[] {"open-ssh", "open: {port: tcp/22}\nfor: 10m\n"};
  }

  @Test
  void noneIsAcceptedAndNoneDisturbs() throws Exception {
    var packets = packets();
    var own = packets.own(Instant.now());
    var fwknop = packets.fwknop(Instant.now());
    long before = refused();
    var random = new Random(1);

    lab.inside(
        Place.CLIENT,
        () -> {
          try (var channel = DatagramChannel.open()) {
            for (int i = 0; i < MUTANTS; i++) {
              boolean ours = random.nextBoolean();
              channel.send(
                  ByteBuffer.wrap(mutant(ours ? own : fwknop, random)), to(ours ? OWN : FWKNOP));
              if (i % BURST == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
              }
            }
          }
          return true;
        });

    eventually(() -> refused() - before >= MUTANTS * 0.99);
    assertThat(daemon.leases()).isEmpty();
    assertThat(daemon.history()).isEmpty();
    assertThat(daemon.log()).doesNotContain("Exception", "ERROR");
    lab.inside(
        Place.CLIENT,
        () -> {
          try (var channel = DatagramChannel.open()) {
            channel.send(ByteBuffer.wrap(packets.own(Instant.now())), to(OWN));
            channel.send(ByteBuffer.wrap(packets.fwknop(Instant.now())), to(FWKNOP));
          }
          return true;
        });
    eventually(() -> daemon.history().size() == 2);
  }

  private static InetSocketAddress to(int port) {
    return new InetSocketAddress(GATEWAY_V4, port);
  }

  /// One of the ways to change a packet; never the packet itself.
  private static byte[] mutant(byte[] packet, Random random) {
    var bytes = packet.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes = Arrays.copyOf(bytes, at);
      case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
      case 3 -> {
        int length = 1 + random.nextInt(bytes.length - at);
        for (int i = at; i < at + length; i++) {
          bytes[i] = (byte) random.nextInt(256);
        }
      }
      case 4 -> {
        bytes[at] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
      }
      default -> { // two bytes change places
        int other = random.nextInt(bytes.length);
        byte kept = bytes[at];
        bytes[at] = bytes[other];
        bytes[other] = kept;
      }
    }
    if (Arrays.equals(bytes, packet)) {
      bytes[0] ^= 1;
    }
    return bytes;
  }

  /// How many were refused, whatever the reason.
  private long refused() throws Exception {
    var kinds = daemon.status().getAsJsonObject("health").getAsJsonObject("refused");
    return kinds.asMap().values().stream()
        .flatMap(kind -> kind.getAsJsonObject().asMap().values().stream())
        .mapToLong(count -> count.getAsLong())
        .sum();
  }
}
