package io.knockgate.knock.fwknop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.action.Ask;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Refused;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.replay.Mark;
import io.knockgate.time.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.jspecify.annotations.Nullable;

/// What comes of a packet whose HMAC has proved its client.
///
/// @param knock the knock's name
/// @param actions what a packet can ask for, and the action that it stands for
/// @param admit whom it admits that names an address
/// @param maxAge how far a packet's time may be off, either way
record Judge(String knock, Map<Wanted, String> actions, Admit admit, Duration maxAge) {
  /// The action of a packet that stands for none.
  private static final String NO_ACTION = "";

  private static final int MARK_BYTES = 16;

  Judge {
    actions = Map.copyOf(actions);
  }

  /// What it claims, or why it is refused.
  ///
  /// @param sender the packet's source
  /// @param now when it came
  Recognition judge(byte[] packet, FwknopKey key, Address sender, Instant now) {
    FwknopMessage message;
    try {
      message = message(packet, key);
    } catch (BadValue unread) {
      var blank = claim(key, NO_ACTION, sender, Ask.NOTHING, null, sender);
      return new Refused(blank, String.valueOf(unread.getMessage()));
    }
    var source = message.address().equals(FwknopMessage.SENDER) ? sender : message.address();
    var mark = mark(key, packet, message.at());
    var claims =
        asks(message).entrySet().stream()
            .map(entry -> claim(key, entry.getKey(), source, entry.getValue(), mark, sender))
            .toList();
    var objection = objection(message, sender, now);
    return objection == null ? new Complete(claims) : new Refused(claims.getFirst(), objection);
  }

  private static FwknopMessage message(byte[] packet, FwknopKey key) throws BadValue {
    var text = FwknopPacket.open(packet, key);
    if (!MessageReader.isText(text)) {
      throw new BadValue(
          "its HMAC is right, but it can't be decrypted: the client's encryption key is another, or its ENCRYPTION_MODE is not what `mode` says");
    }
    return MessageReader.read(new String(text, US_ASCII));
  }

  /// What is asked of each action. One action that stands for several of the ports opens what it
  /// opens, and can't be told one of them.
  private Map<String, Ask> asks(FwknopMessage message) {
    var asks = new LinkedHashMap<String, Ask>();
    for (var item : message.asked().items()) {
      asks.merge(
          action(item).orElse(NO_ACTION),
          new Ask(item.port(), message.timeout()),
          (_, _) -> new Ask(null, message.timeout()));
    }
    return asks;
  }

  private Optional<String> action(Asked.Item item) {
    return item.names().stream().filter(actions::containsKey).map(actions::get).findFirst();
  }

  private @Nullable String objection(FwknopMessage message, Address sender, Instant now) {
    var behind = Duration.between(message.at(), now);
    if (behind.abs().compareTo(maxAge) > 0) {
      return "its time is %s %s ours, which says %s, more than %s: is one of the clocks wrong, or is it sent again by a stranger?"
          .formatted(
              Span.format(behind.abs()),
              behind.isNegative() ? "ahead of" : "behind",
              now.truncatedTo(ChronoUnit.SECONDS),
              Span.format(maxAge));
    }
    if (admit == Admit.SENDER
        && !message.address().equals(FwknopMessage.SENDER)
        && !message.address().equals(sender)) {
      return "it names %s and came from %s; `admit: named` would allow that"
          .formatted(message.address(), sender);
    }
    return message.asked().items().stream()
        .filter(item -> action(item).isEmpty())
        .map(
            item ->
                "it asks for %s, which no action of knock %s stands for"
                    .formatted(item.names().getFirst(), knock))
        .findFirst()
        .orElse(null);
  }

  private Claim claim(
      FwknopKey key, String action, Address source, Ask ask, @Nullable Mark mark, Address sender) {
    var wish = new Wish.Open(action);
    return new Claim(knock, key.client(), wish, source, ask, mark, sender, FwknopMethod.KEY);
  }

  /// Of the whole packet, of which there is one writing only.
  private Mark mark(FwknopKey key, byte[] packet, Instant at) {
    var sha256 = new SHA256Digest();
    sha256.update(packet, 0, packet.length);
    var sum = new byte[sha256.getDigestSize()];
    sha256.doFinal(sum, 0);
    var value = HexFormat.of().formatHex(sum, 0, MARK_BYTES);
    return new Mark.Stamped(key.client(), value, at, at.minus(maxAge));
  }
}
