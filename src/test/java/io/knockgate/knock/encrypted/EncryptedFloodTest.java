package io.knockgate.knock.encrypted;

import static io.knockgate.knock.encrypted.Scene.CLIENT;
import static io.knockgate.knock.encrypted.Scene.GATEWAY;
import static io.knockgate.knock.encrypted.Scene.MILLISECOND;
import static io.knockgate.knock.encrypted.Scene.NOON;
import static io.knockgate.knock.encrypted.Scene.PORTS;
import static io.knockgate.knock.encrypted.Scene.SECOND;
import static io.knockgate.knock.encrypted.Scene.SSH;
import static io.knockgate.knock.encrypted.Scene.blowfish;
import static io.knockgate.knock.encrypted.Scene.chacha;
import static io.knockgate.knock.encrypted.Scene.knock;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// 400,000 spoofed packets a second to the ports of encrypted knocks, from sources all over the
/// world.
class EncryptedFloodTest {
  private static final long APART = SECOND / 400_000;
  private static final long MOST = 1_000_000;
  private static final long PATIENCE = 120 * SECOND;

  private final SplittableRandom random = new SplittableRandom(3);
  private final EncryptedMethod method =
      new EncryptedMethod(
          List.of(knock("new", Admit.SENDER, chacha(7)), knock(blowfish("knock"))),
          NOON::plusNanos,
          0x5eedL);
  private long nanos;

  @ParameterizedTest(name = "{0} knocks, {1} ms apart: at least {2} are heard")
  @CsvSource({"50, 1, 50", "10, 10, 10"})
  void anHonestKnockIsHeardInAFlood(int knocks, int gapMillis, int atLeast) throws BadValue {
    flood(SECOND / 4);
    int heard = 0;
    for (int i = 0; i < knocks; i++) {
      var last = Recognition.UNHEARD;
      for (var port : chacha(7).knock(SSH, NOON.plusNanos(nanos), i, PORTS)) {
        last = method.consider(packet(CLIENT, port));
        flood(gapMillis * MILLISECOND);
      }
      heard += last instanceof Recognition.Complete ? 1 : 0;
    }
    assertThat(heard).isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void aFloodAllocatesNothingInTheEnd() {
    var packets = new Packet[1 << 16];
    for (int i = 0; i < packets.length; i++) {
      packets[i] = spoofed();
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    // Until it is compiled; on a machine that does much besides that comes late.
    for (long begun = System.nanoTime(); bytes >= MOST && System.nanoTime() - begun < PATIENCE; ) {
      long before = threads.getCurrentThreadAllocatedBytes();
      hear(packets, 16);
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(bytes).as("bytes for a million packets").isLessThan(MOST);
  }

  private void hear(Packet[] packets, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (var packet : packets) {
        method.consider(packet);
      }
    }
  }

  private void flood(long time) {
    for (long end = nanos + time; nanos < end; nanos += APART) {
      method.consider(spoofed());
    }
  }

  private Packet spoofed() {
    return packet(
        Address.v4(random.nextInt()), Port.tcp(PORTS.first() + random.nextInt(PORTS.size())));
  }

  private Packet packet(Address source, Port port) {
    return new Packet(source, GATEWAY, random.nextInt(65536), port, random.nextInt(), nanos, 0);
  }
}
