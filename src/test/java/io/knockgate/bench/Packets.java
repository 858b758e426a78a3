package io.knockgate.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.lab.SinglePackets;
import io.knockgate.net.BadValue;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Prints datagrams in hex, a line each, made with the keys of a directory; makes the keys where
/// there are none.
///
/// Arguments: the directory; `own`, `fwknop`, `bell` (a right doorbell and a wrong signature),
/// `random` (as long as ours) or `letters` (as long as fwknop's, and of its alphabet); how many.
final class Packets {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /// So that the gateway looks at its HMAC: what fwknop's packets begin with.
  private static final char FIRST = '8';

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final SinglePackets packets;

  private Packets(Path directory) throws IOException, BadValue {
    packets = new SinglePackets(directory);
  }

  public static void main(String[] arguments) throws IOException, BadValue {
    var maker = new Packets(Path.of(arguments[0]));
    int many = Integer.parseInt(arguments[2]);
    var out = new PrintStream(new BufferedOutputStream(System.out), false, US_ASCII);
    for (int i = 0; i < many; i++) {
      out.println(HexFormat.of().formatHex(maker.packet(arguments[1], i)));
    }
    out.flush();
  }

  private byte[] packet(String kind, int number) throws IOException, BadValue {
    var now = Instant.now();
    return switch (kind) {
      case "own" -> packets.own(now.plusMillis(number));
      case "fwknop" -> packets.fwknop(now);
      case "bell" -> packets.wronglySigned(now);
      case "random" -> {
        var bytes = packets.own(now);
        random.nextBytes(bytes);
        yield bytes;
      }
      case "letters" -> {
        var bytes = packets.fwknop(now);
        bytes[0] = FIRST;
        for (int i = 1; i < bytes.length; i++) {
          bytes[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        yield bytes;
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
