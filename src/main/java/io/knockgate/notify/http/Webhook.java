package io.knockgate.notify.http;

import io.knockgate.net.BadValue;
import io.knockgate.notify.Channel;
import io.knockgate.notify.ChannelException;
import io.knockgate.notify.Message;
import io.knockgate.notify.WebAddress;
import io.knockgate.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A program that is told by HTTP: the event as JSON, signed as Standard Webhooks 1.0 has it
/// (standardwebhooks.com, "Signature scheme"), so that the receiver knows who tells it, and when.
/// The same message has the same id each time.
public final class Webhook implements Channel {
  private static final String PREFIX = "whsec_";

  /// Of the key, in bytes: what the specification asks for.
  private static final int SHORTEST = 24;

  private static final int LONGEST = 64;

  private final Post post;
  private final Secret key;

  private Webhook(Post post, Secret key) {
    this.post = post;
    this.key = key;
  }

  /// The webhook at this address.
  ///
  /// @param secret the key in base64, with or without `whsec_` before it, as receivers take it
  /// @throws BadValue where it is no such key; says nothing of it
  public static Webhook of(WebAddress address, Secret secret) throws BadValue {
    var text = new String(secret.revealed(), StandardCharsets.ISO_8859_1);
    try {
      var key =
          Base64.getDecoder()
              .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
      if (key.length >= SHORTEST && key.length <= LONGEST) {
        return new Webhook(new Post(address), new Secret(key));
      }
    } catch (IllegalArgumentException bad) {
      // It would quote the secret.
    }
    throw new BadValue(
        "a webhook's key is %d to %d bytes in base64; make one with: openssl rand -base64 32"
            .formatted(SHORTEST, LONGEST));
  }

  @Override
  public void tell(Message message) throws ChannelException {
    var body = message.json().getBytes(StandardCharsets.UTF_8);
    var time = Long.toString(Instant.now().getEpochSecond());
    post.send(
        Map.of(
            "Content-Type",
            "application/json",
            "webhook-id",
            message.id(),
            "webhook-timestamp",
            time,
            "webhook-signature",
            "v1," + signature(message.id() + "." + time + ".", body)),
        body);
  }

  private String signature(String before, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.revealed(), mac.getAlgorithm()));
      mac.update(before.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException missing) {
      throw new AssertionError("every Java has HmacSHA256", missing);
    }
  }
}
