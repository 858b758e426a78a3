package io.knockgate.knock.spa;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.ssh.SoftKey;
import io.knockgate.ssh.SshKey;
import io.knockgate.ssh.SshKeygen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.jspecify.annotations.Nullable;

/// Made vectors.json: keys and signatures of files by ssh-keygen, those of authenticators by
/// [SoftKey]. Run again it makes others, since most signatures are never the same twice.
final class VectorsWriter {
  static final byte[] GATEWAY = ascending(0);
  private static final byte[] EPHEMERAL = ascending(0x40);
  private static final byte[] SEED = ascending(0x20);
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456Z");

  private final GatewayKey gateway = GatewayKeyPair.of(GATEWAY).publicKey();
  private final JsonArray vectors = new JsonArray();

  private static byte[] ascending(int first) {
    var bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  public static void main(String[] arguments) throws IOException, BadValue {
    var directory = Files.createTempDirectory("vectors");
    var writer = new VectorsWriter();
    writer.addAll(directory);
    var json = new GsonBuilder().setPrettyPrinting().create().toJson(writer.vectors);
    Files.writeString(Path.of(arguments[0]), json + "\n");
  }

  private void addAll(Path directory) throws IOException, BadValue {
    var seeded = seeded(directory.resolve("ed25519"));
    var ask = new Ask(Port.tcp(22), Duration.ofMinutes(30));
    add("ed25519", seeded.key(), files(seeded), false, ask, null, "ssh-to-nas");
    vectors.get(0).getAsJsonObject().addProperty("seed", HexFormat.of().formatHex(SEED));
    var ecdsa = SshKeygen.generate(directory.resolve("ecdsa"), "-t", "ecdsa", "-b", "256");
    var v4 = Address.v4(0xcb007109);
    add("ecdsa", ecdsa.key(), files(ecdsa), false, new Ask(null, Ask.NO_LIMIT), v4, "web");
    var rsa = SshKeygen.generate(directory.resolve("rsa"), "-t", "rsa", "-b", "3072");
    var v6 = Address.v6(0x20010db800000000L, 9);
    add("rsa-3072", rsa.key(), files(rsa), true, Ask.NOTHING, v6, "web");
    var long4096 = SshKeygen.generate(directory.resolve("rsa4096"), "-t", "rsa", "-b", "4096");
    add("rsa-4096", long4096.key(), files(long4096), false, Ask.NOTHING, null, "a".repeat(64));
    var udp = new Ask(Port.udp(51820), Duration.ofSeconds(0xffff_fffeL));
    var fidoEd25519 = SoftKey.fidoEd25519();
    add("fido-ed25519", fidoEd25519.key(), soft(fidoEd25519), false, udp, null, "");
    var fidoEcdsa = SoftKey.fidoEcdsa();
    add("fido-ecdsa", fidoEcdsa.key(), soft(fidoEcdsa), false, Ask.NOTHING, null, "");
  }

  /// A key of ssh-keygen's form whose secret everybody knows.
  private static SshKeygen seeded(Path file) throws IOException {
    var key = new Ed25519PrivateKeyParameters(SEED);
    var blob = OpenSSHPrivateKeyUtil.encodePrivateKey(key);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file,
        "-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(blob)));
    return SshKeygen.of(file);
  }

  private static UnaryOperator<byte[]> files(SshKeygen key) {
    return message -> key.sign(SpaMessage.NAMESPACE, message);
  }

  private static UnaryOperator<byte[]> soft(SoftKey key) {
    return message -> key.sign(SpaMessage.NAMESPACE, message);
  }

  private void add(
      String name,
      SshKey key,
      UnaryOperator<byte[]> signer,
      boolean close,
      Ask ask,
      @Nullable Address admit,
      String action) {
    var message = new SpaMessage(TIME, KeyId.of(key), close, ask, admit, action);
    var signature = signer.apply(message.signed(gateway));
    var plaintext = new Letter(Body.write(message), signature).write();
    var vector = new JsonObject();
    vector.addProperty("name", name);
    vector.addProperty("gateway-secret", HexFormat.of().formatHex(GATEWAY));
    vector.addProperty("gateway", gateway.toString());
    vector.addProperty("ephemeral-secret", HexFormat.of().formatHex(EPHEMERAL));
    vector.addProperty("key", key.toString());
    vector.addProperty("key-id", message.key().toString());
    vector.addProperty("micros", message.micros());
    vector.addProperty("close", close);
    var time = ask.time();
    vector.addProperty(
        "seconds", time == null ? 0 : time.equals(Ask.NO_LIMIT) ? 0xffff_ffffL : time.toSeconds());
    vector.addProperty("port", ask.port() == null ? "" : ask.port().toString());
    vector.addProperty("admit", admit == null ? "" : admit.toString());
    vector.addProperty("action", action);
    vector.addProperty("body", HexFormat.of().formatHex(Body.write(message)));
    vector.addProperty("signed", HexFormat.of().formatHex(message.signed(gateway)));
    vector.addProperty("signature", HexFormat.of().formatHex(signature));
    vector.addProperty("plaintext", HexFormat.of().formatHex(plaintext));
    var packet = SpaPacket.seal(plaintext, gateway, new X25519PrivateKeyParameters(EPHEMERAL));
    vector.addProperty("packet", HexFormat.of().formatHex(packet));
    vectors.add(vector);
  }
}
