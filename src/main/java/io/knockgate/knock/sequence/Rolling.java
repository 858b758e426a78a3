package io.knockgate.knock.sequence;

import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.replay.Mark;
import io.knockgate.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A sequence that changes every period. Its TCP ports are computed from a secret that the client
/// shares and from the time, counted as RFC 6238 counts it, so that one that was overheard is worth
/// nothing a period later; and each counts only once.
///
/// @param name the name under `knocks:`
/// @param client whom it proves: a name under `clients:`
/// @param ports where the ports are taken from
/// @param length how many ports a sequence has, 1 to [Sequence#MOST]
/// @param period how long a sequence lasts: whole seconds, at least one
/// @param secret at least one byte; 32 random ones are right
/// @param within the longest time from the first knock to the last; positive
/// @param wish what the sequence stands for
public record Rolling(
    String name,
    String client,
    PortRange ports,
    int length,
    Duration period,
    Secret secret,
    Duration within,
    Wish wish) {
  private static final String HMAC = "HmacSHA256"; // RFC 2104 with the hash of FIPS 180-4

  /// Comes before what is authenticated, so that the same secret in another use proves nothing
  /// here.
  private static final byte[] LABEL = "knockgate-rolling\0".getBytes(StandardCharsets.US_ASCII);

  public Rolling {
    if (length < 1
        || length > Sequence.MOST
        || !period.isPositive()
        || period.toNanosPart() != 0
        || secret.length() == 0
        || !within.isPositive()) {
      throw new IllegalArgumentException(
          "rolling: %d ports every %s within %s".formatted(length, period, within));
    }
  }

  /// Which period that is, counted from 1970.
  public long counter(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), period.toSeconds());
  }

  /// The ports of a period, in the order of the knocks. Port `i`, from 0, is the range's first plus
  /// a number modulo the range's size: the first 8 bytes, unsigned and big-endian, of
  /// HMAC-SHA256(secret, `knockgate-rolling` ‖ 0x00 ‖ counter in 8 bytes, big-endian ‖ `i` in one).
  public List<Port> ports(long counter) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.revealed(), HMAC));
      return IntStream.range(0, length).mapToObj(i -> port(mac, counter, i)).toList();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible); // every JDK has it, and it takes keys of any length
    }
  }

  /// What is knocked in a period, and counts only if no later one has been. It is good from the
  /// period before on.
  Sequence sequence(long counter) {
    var since = Instant.EPOCH.plus(period.multipliedBy(counter - 1));
    var mark = new Mark.Counter(name, counter, since);
    return new Sequence(name, ports(counter), within, wish, null, client, mark);
  }

  private Port port(Mac mac, long counter, int i) {
    mac.update(LABEL);
    mac.update(ByteBuffer.allocate(Long.BYTES).putLong(counter).flip());
    mac.update((byte) i);
    long number = ByteBuffer.wrap(mac.doFinal()).getLong();
    return Port.tcp(ports.first() + (int) Long.remainderUnsigned(number, ports.size()));
  }
}
