package io.knockgate.bench;

import io.knockgate.knock.Wish;
import io.knockgate.knock.sequence.Rolling;
import io.knockgate.knock.sequence.Sequence;
import io.knockgate.knock.sequence.SequenceMethod;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import io.knockgate.secret.Secret;
import io.knockgate.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Prints what a spoofed packet costs the recogniser, in nanoseconds, and what it has remembered of
/// it in the end, in MB.
final class Recogniser {
  private static final int PACKETS = 10_000_000;
  private static final int READY = 1 << 16;
  private static final Duration WITHIN = Duration.ofSeconds(15);
  private static final Wish WISH = new Wish.Open("act");
  private static final Address GATEWAY = Address.v4(0xC6336401); // 198.51.100.1
  private static final List<Sequence> SEQUENCES =
      List.of(
          sequence("nas", 2033, 3022, 6712, 4998, 4113),
          sequence("backup", 61001, 33002, 47003, 29004),
          sequence("third", 50123, 2211, 38006, 9044, 17310),
          sequence("fourth", 5001, 44002, 23003, 1404, 7777),
          sequence("fifth", 12345, 31415, 2718, 16180));
  private static final Rolling ROLLING =
      new Rolling(
          "rolling",
          "alice",
          new PortRange(20000, 29999),
          5,
          Duration.ofSeconds(30),
          new Secret("secret".getBytes(StandardCharsets.US_ASCII)),
          WITHIN,
          WISH);

  private final SplittableRandom random = new SplittableRandom(1);

  private Recogniser() {}

  public static void main(String[] arguments) {
    var bench = new Recogniser();
    for (int warm = 0; warm < 2; warm++) {
      System.out.println("packet | static | with a rolling one | MB");
      bench.row("of an unknown source, any port", i -> bench.anybody(i, bench.anyPort()));
      bench.row("a first knock of an unknown source", i -> bench.anybody(i, first(i)));
      bench.row("whole knocks of unknown sources", i -> bench.somebody(i / 5, nas(i)));
      bench.row("any port, of a source that knocks", i -> bench.somebody(0, bench.anyPort()));
      bench.row("the knocks' ports, of one source", i -> bench.somebody(0, bench.knownPort()));
    }
  }

  private void row(String name, IntFunction<Packet> packets) {
    long still = used();
    var method = method(List.of());
    long fixed = cost(method, packets);
    long megabytes = (used() - still) >> 20;
    long rolling = cost(method(List.of(ROLLING)), packets);
    System.out.printf("%s | %d | %d | %d%n", name, fixed, rolling, megabytes);
    if (method.consider(anybody(0, Port.tcp(1))) == null) {
      throw new AssertionError("it must live until its memory is measured");
    }
  }

  private static SequenceMethod method(List<Rolling> rollings) {
    return new SequenceMethod(PortRange.ALL, SEQUENCES, rollings, WallClock.OF_THE_MACHINE);
  }

  /// The median of the times of many batches, made before the clock runs.
  private static long cost(SequenceMethod method, IntFunction<Packet> packets) {
    var batches =
        IntStream.range(0, PACKETS / READY)
            .mapToLong(batch -> batch(method, packets, batch))
            .sorted()
            .toArray();
    return batches[batches.length / 2] / READY;
  }

  private static long batch(SequenceMethod method, IntFunction<Packet> packets, int batch) {
    var ready = IntStream.range(batch * READY, (batch + 1) * READY).mapToObj(packets).toList();
    long began = System.nanoTime();
    ready.forEach(method::consider);
    return System.nanoTime() - began;
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private Packet anybody(int i, Port port) {
    return packet(Address.v4(random.nextInt()), i, port);
  }

  private Packet somebody(int who, Port port) {
    return packet(Address.v4(0x9E3779B9 * (who + 1)), random.nextInt(), port);
  }

  private static Packet packet(Address source, int sequence, Port port) {
    return new Packet(source, GATEWAY, 1024, port, sequence, System.nanoTime(), 0);
  }

  private Port anyPort() {
    return Port.tcp(1 + random.nextInt(65535));
  }

  private Port knownPort() {
    var ports = SEQUENCES.get(random.nextInt(SEQUENCES.size())).ports();
    return ports.get(random.nextInt(ports.size()));
  }

  private static Port first(int i) {
    return SEQUENCES.get(i % SEQUENCES.size()).ports().getFirst();
  }

  private static Port nas(int i) {
    return SEQUENCES.getFirst().ports().get(i % 5);
  }

  private static Sequence sequence(String name, int... ports) {
    return new Sequence(name, IntStream.of(ports).mapToObj(Port::tcp).toList(), WITHIN, WISH, null);
  }
}
