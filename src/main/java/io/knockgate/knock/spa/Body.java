package io.knockgate.knock.spa;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bytes of a message, which a client signs (docs/knock-packet.md, "Body"). There is one way to
/// write each message.
final class Body {
  static final byte VERSION = 1;

  /// The length of one whose action has no name.
  static final int SHORTEST = 1 + 8 + KeyId.LENGTH + 1 + 4 + 3 + 17 + 1;

  private static final int NO_LIMIT = -1;
  private static final int ADDRESS_LENGTH = 16;
  private static final byte SENDER = 0;
  private static final byte V4 = 4;
  private static final byte V6 = 6;

  private Body() {}

  static byte[] write(SpaMessage message) {
    var action = message.action().getBytes(US_ASCII);
    var to = ByteBuffer.allocate(SHORTEST + action.length);
    to.put(VERSION).putLong(message.micros());
    message.key().write(to);
    to.put((byte) (message.close() ? 1 : 0)).putInt(seconds(message.ask().time()));
    write(message.ask().port(), to);
    write(message.admit(), to);
    return to.put((byte) action.length).put(action).array();
  }

  private static int seconds(@Nullable Duration time) {
    if (time == null) {
      return 0;
    }
    return time.equals(Ask.NO_LIMIT) ? NO_LIMIT : (int) time.toSeconds();
  }

  private static void write(@Nullable Port port, ByteBuffer to) {
    to.put((byte) (port == null ? 0 : port.protocol().number()));
    to.putShort((short) (port == null ? 0 : port.number()));
  }

  private static void write(@Nullable Address address, ByteBuffer to) {
    var bytes = address == null ? new byte[0] : address.bytes();
    to.put(address == null ? SENDER : address.isV6() ? V6 : V4);
    to.put(Arrays.copyOf(bytes, ADDRESS_LENGTH));
  }

  /// Whether that is for us to read: bodies of all versions begin with their version.
  static boolean isKnown(byte[] body) {
    return body.length > 0 && body[0] == VERSION;
  }

  /// Reads a body of our version; null where it is none, or not written in the one way.
  static @Nullable SpaMessage read(byte[] body) {
    if (body.length < SHORTEST) {
      return null;
    }
    var from = ByteBuffer.wrap(body, 1, body.length - 1);
    long micros = from.getLong();
    var key = KeyId.read(from);
    boolean close = from.get() == 1;
    var time = time(from.getInt());
    var port = port(from.get(), Short.toUnsignedInt(from.getShort()));
    var admit = address(from.get(), from);
    var action = new String(body, SHORTEST, body.length - SHORTEST, ISO_8859_1);
    if (micros < 0 || !SpaMessage.isAction(action)) {
      return null;
    }
    var message = new SpaMessage(micros, key, close, new Ask(port, time), admit, action);
    return Arrays.equals(write(message), body) ? message : null;
  }

  private static @Nullable Duration time(int seconds) {
    return switch (seconds) {
      case 0 -> null;
      case NO_LIMIT -> Ask.NO_LIMIT;
      default -> Duration.ofSeconds(Integer.toUnsignedLong(seconds));
    };
  }

  private static @Nullable Port port(byte protocol, int number) {
    for (var known : Protocol.values()) {
      if (known.number() == protocol && number != 0) {
        return new Port(known, number);
      }
    }
    return null;
  }

  private static @Nullable Address address(byte family, ByteBuffer from) {
    var bytes = new byte[ADDRESS_LENGTH];
    from.get(bytes);
    return switch (family) {
      case V4 -> Address.of(Arrays.copyOf(bytes, 4));
      case V6 -> Address.of(bytes);
      default -> null;
    };
  }
}
