package io.knockgate.knock.fwknop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.knockgate.net.BadValue;
import io.knockgate.secret.Secret;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A packet that fwknop 2.6.10 made or was given (names that begin with `c_`), and what it said.
///
/// @param expected what fwknop's client says that it says; null where nothing can read it
@SuppressWarnings("ArrayRecordComponent") // never compared
record Vector(
    String name,
    boolean fwknopdAccepts,
    byte[] packet,
    FwknopKey key,
    @Nullable JsonObject expected) {
  static final byte[] HMAC_KEY = "stands in where a packet has none".getBytes(US_ASCII);
  private static final Instant MADE = Instant.ofEpochSecond(1_795_361_001);

  /// All of them.
  static List<Vector> all() {
    try (var in =
        new InputStreamReader(
            Objects.requireNonNull(Vector.class.getResourceAsStream("../fwknop.json")), UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonArray().asList().stream()
          .map(element -> of(element.getAsJsonObject()))
          .toList();
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  static Vector named(String name) {
    return all().stream().filter(vector -> vector.name.equals(name)).findFirst().orElseThrow();
  }

  private static Vector of(JsonObject json) {
    try {
      return new Vector(
          json.get("name").getAsString(),
          json.get("fwknopd_accepts").getAsBoolean(),
          json.get("packet").getAsString().getBytes(US_ASCII),
          key(json),
          json.getAsJsonObject("expected"));
    } catch (BadValue bad) {
      throw new AssertionError(bad);
    }
  }

  private static FwknopKey key(JsonObject json) throws BadValue {
    var hmac = json.get("hmac").getAsString().toUpperCase(Locale.ROOT);
    var hmacKey = json.get("hmac_key").getAsString();
    return FwknopKey.of(
        "alice",
        decoded(json.get("key").getAsString()),
        hmacKey.isEmpty() ? new Secret(HMAC_KEY) : decoded(hmacKey),
        hmac.equals("NONE") ? Digest.SHA256 : Digest.valueOf(hmac),
        json.get("mode").getAsString().equals("legacy") ? Mode.LEGACY : Mode.CBC);
  }

  private static Secret decoded(String base64) throws BadValue {
    return FwknopKey.decoded(new Secret(base64.getBytes(US_ASCII)));
  }

  /// When its client's clock says that it was made.
  Instant at() {
    return expected == null ? MADE : Instant.ofEpochSecond(expected.get("timestamp").getAsLong());
  }

  @Override
  public String toString() {
    return name;
  }
}
