package io.knockgate.knock.spa;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.knockgate.action.Ask;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.replay.Mark;
import io.knockgate.ssh.SshKey;
import io.knockgate.ssh.SshSig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Packets that were made once ([VectorsWriter]), for whoever writes a client.
class VectorsTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] hex(JsonObject vector, String key) {
    return hex(vector.get(key).getAsString());
  }

  static Stream<JsonObject> vectors() throws IOException {
    try (var in = Objects.requireNonNull(VectorsTest.class.getResourceAsStream("vectors.json"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var all = JsonParser.parseString(text).getAsJsonArray();
      return StreamSupport.stream(all.spliterator(), false).map(JsonElement::getAsJsonObject);
    }
  }

  private static SpaMessage message(JsonObject vector, SshKey key) throws BadValue {
    long seconds = vector.get("seconds").getAsLong();
    var port = vector.get("port").getAsString();
    var admit = vector.get("admit").getAsString();
    var time = seconds == 0xffff_ffffL ? Ask.NO_LIMIT : Duration.ofSeconds(seconds);
    return new SpaMessage(
        vector.get("micros").getAsLong(),
        KeyId.of(key),
        vector.get("close").getAsBoolean(),
        new Ask(port.isEmpty() ? null : Port.parse(port), seconds == 0 ? null : time),
        admit.isEmpty() ? null : Address.parse(admit),
        vector.get("action").getAsString());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aClientMakesThem(JsonObject vector) throws BadValue {
    var key = SshKey.parse(vector.get("key").getAsString());
    var message = message(vector, key);
    var gateway = GatewayKey.parse(vector.get("gateway").getAsString());
    assertThat(message.key().toString()).isEqualTo(vector.get("key-id").getAsString());
    assertThat(Body.write(message)).isEqualTo(hex(vector, "body"));
    assertThat(message.signed(gateway)).isEqualTo(hex(vector, "signed"));
    var plaintext = new Letter(Body.write(message), hex(vector, "signature")).write();
    assertThat(plaintext).isEqualTo(hex(vector, "plaintext"));
    var ephemeral = new X25519PrivateKeyParameters(hex(vector, "ephemeral-secret"));
    assertThat(SpaPacket.seal(plaintext, gateway, ephemeral)).isEqualTo(hex(vector, "packet"));
    if (vector.has("seed")) {
      assertThat(ed25519(hex(vector, "seed"), hex(vector, "signed")))
          .isEqualTo(hex(vector, "signature"));
    }
  }

  private static byte[] ed25519(byte[] seed, byte[] message) {
    var signed = SshSig.signed("knockgate", message);
    var signature = new byte[Ed25519.SIGNATURE_SIZE];
    new Ed25519PrivateKeyParameters(seed)
        .sign(Ed25519.Algorithm.Ed25519, null, signed, 0, signed.length, signature, 0);
    return ByteBuffer.allocate(83)
        .putInt(11)
        .put("ssh-ed25519".getBytes(StandardCharsets.US_ASCII))
        .putInt(signature.length)
        .put(signature)
        .array();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aGatewayHearsThem(JsonObject vector) throws BadValue {
    var key = SshKey.parse(vector.get("key").getAsString());
    var message = message(vector, key);
    var method =
        new SpaMethod(
            "spa",
            Scene.PORT,
            GatewayKeyPair.of(hex(vector, "gateway-secret")),
            List.of(new SpaClient("alice", key, Set.of("web"))),
            Admit.NAMED,
            Scene.SKEW,
            nanos -> message.time());
    var admit = message.admit();
    var action = message.action().isEmpty() ? "web" : message.action();
    assertThat(Scene.finish(method.consider(Scene.packet(hex(vector, "packet")))))
        .isEqualTo(
            new Recognition.Complete(
                new Claim(
                    "spa",
                    "alice",
                    message.close() ? new Wish.Close(action) : new Wish.Open(action),
                    admit == null ? Scene.ALICE_AT : admit,
                    message.ask(),
                    new Mark.Stamped(
                        "key " + message.key(),
                        Long.toHexString(message.micros()),
                        message.time(),
                        message.time().minus(Scene.SKEW)),
                    Scene.ALICE_AT,
                    key.fingerprint())));
  }

  @Test
  void theDocumentsExampleIsTheFirst() throws IOException {
    var document = Files.readString(Path.of("docs/knock-packet.md")).replaceAll("\\s", "");
    var example = vectors().findFirst().orElseThrow();
    for (var key :
        List.of(
            "gateway", "gateway-secret", "ephemeral-secret", "seed", "key", "micros", "key-id")) {
      assertThat(document).as(key).contains(example.get(key).getAsString().replace(" ", ""));
    }
    var packet = example.get("packet").getAsString();
    assertThat(document)
        .contains("body" + example.get("body").getAsString())
        .contains("signature" + example.get("signature").getAsString())
        .contains("enc" + packet.substring(0, 64))
        .contains("sealed" + packet.substring(64, packet.length() - 32))
        .contains("doorbell" + packet.substring(packet.length() - 32));
  }

  /// RFC 9180, A.2.1: this suite in base mode.
  @Test
  void hpkeIsThatOfItsRfc() throws InvalidCipherTextException {
    var hpke =
        new HPKE(
            HPKE.mode_base,
            HPKE.kem_X25519_SHA256,
            HPKE.kdf_HKDF_SHA256,
            HPKE.aead_CHACHA20_POLY1305);
    var ephemeral =
        new X25519PrivateKeyParameters(
            hex("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600"));
    var context =
        hpke.setupBaseS(
            new X25519PublicKeyParameters(
                hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a")),
            hex("4f6465206f6e2061204772656369616e2055726e"),
            new AsymmetricCipherKeyPair(ephemeral.generatePublicKey(), ephemeral));
    assertThat(context.getEncapsulation())
        .isEqualTo(hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"));
    assertThat(
            context.seal(
                hex("436f756e742d30"),
                hex("4265617574792069732074727574682c20747275746820626561757479")))
        .isEqualTo(
            hex(
                "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
                    + "21993c62ce81883d2dd1b51a28"));
  }
}
