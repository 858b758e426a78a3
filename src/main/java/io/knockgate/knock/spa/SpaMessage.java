package io.knockgate.knock.spa;

import io.knockgate.action.Ask;
import io.knockgate.id.Name;
import io.knockgate.net.Address;
import io.knockgate.ssh.SshSig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What a knock says (docs/knock-packet.md, "Body").
///
/// @param micros when it was made, microseconds since 1970; no two knocks of a key have the same
/// @param key who says it
/// @param close whether it ends a lease instead of opening a door
/// @param ask the port and the time that it asks for; whole seconds, at least one and at most
///     4,294,967,294, or [Ask#NO_LIMIT]
/// @param admit the address to admit; null for the one that the packet comes from
/// @param action what is wanted; the empty text for the one action that the client may have
public record SpaMessage(
    long micros, KeyId key, boolean close, Ask ask, @Nullable Address admit, String action) {
  /// The namespace of the signature, for `ssh-keygen -Y sign -n`: what makes it worth nothing
  /// elsewhere.
  public static final String NAMESPACE = "knockgate";

  /// @throws IllegalArgumentException where the packet has no room for it
  public SpaMessage {
    if (micros < 0 || !isAction(action) || !isSayable(ask.time())) {
      throw new IllegalArgumentException(
          "no knock can say \"%s\" for %s at %d".formatted(action, ask.time(), micros));
    }
  }

  /// A knock that is made now.
  public SpaMessage(
      Instant now, KeyId key, boolean close, Ask ask, @Nullable Address admit, String action) {
    this(ChronoUnit.MICROS.between(Instant.EPOCH, now), key, close, ask, admit, action);
  }

  /// Whether a packet can name it.
  public static boolean isAction(String text) {
    return text.isEmpty() || Name.isName(text);
  }

  private static boolean isSayable(@Nullable Duration time) {
    return time == null || time.equals(Ask.NO_LIMIT) || isSeconds(time);
  }

  private static boolean isSeconds(Duration time) {
    long seconds = time.toSeconds();
    return seconds > 0 && seconds < 0xffff_ffffL && time.equals(Duration.ofSeconds(seconds));
  }

  /// When it was made.
  public Instant time() {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /// What a client signs with `ssh-keygen -Y sign -n knockgate`: the gateway's key, so that it is
  /// worth nothing at another one, and what the knock says.
  public byte[] signed(GatewayKey gateway) {
    var body = Body.write(this);
    return ByteBuffer.allocate(GatewayKey.LENGTH + body.length)
        .put(gateway.bytes())
        .put(body)
        .array();
  }

  /// What is left to the key itself to sign, of that.
  byte[] sshSigned(GatewayKey gateway) {
    return SshSig.signed(NAMESPACE, signed(gateway));
  }
}
