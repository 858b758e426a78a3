package io.knockgate.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.action.Ask;
import io.knockgate.knock.fwknop.Asked;
import io.knockgate.knock.fwknop.Digest;
import io.knockgate.knock.fwknop.FwknopKey;
import io.knockgate.knock.fwknop.FwknopMessage;
import io.knockgate.knock.fwknop.FwknopPacket;
import io.knockgate.knock.fwknop.Mode;
import io.knockgate.knock.spa.GatewayKeyPair;
import io.knockgate.knock.spa.KeyId;
import io.knockgate.knock.spa.SpaMessage;
import io.knockgate.knock.spa.SpaPacket;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.secret.Secret;
import io.knockgate.ssh.SshKey;
import io.knockgate.ssh.SshSig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// A directory with the keys of a gateway and of two clients, and packets made with them: `alice`
/// has an SSH key, `phone` the keys of an fwknop client. Both ask for tcp/22.
public final class SinglePackets {
  private static final String ALGORITHM = "ssh-ed25519";

  private final SecureRandom random = new SecureRandom();
  private final Path home;
  private final Ed25519PrivateKeyParameters alice;
  private final GatewayKeyPair gateway;
  private final FwknopKey phone;

  /// Reads the keys, or makes them where there are none yet.
  public SinglePackets(Path home) throws IOException, BadValue {
    this.home = Files.createDirectories(home);
    if (Files.notExists(home.resolve("alice.pub"))) {
      make();
    }
    alice = new Ed25519PrivateKeyParameters(Files.readAllBytes(home.resolve("alice.seed")));
    gateway = GatewayKeyPair.read(read("gateway.key"));
    phone =
        FwknopKey.of(
            "phone",
            FwknopKey.decoded(read("phone.key")),
            FwknopKey.decoded(read("phone.hmac")),
            Digest.SHA256,
            Mode.CBC);
  }

  private Secret read(String name) throws IOException {
    return new Secret(Files.readAllBytes(home.resolve(name)));
  }

  private void make() throws IOException {
    var made = new Ed25519PrivateKeyParameters(random);
    write("alice.seed", made.getEncoded());
    write("gateway.key", GatewayKeyPair.generate(random).pem().revealed());
    write("phone.key", base64(32));
    write("phone.hmac", base64(64));
    var blob = strings(ALGORITHM.getBytes(US_ASCII), made.generatePublicKey().getEncoded());
    var line = ALGORITHM + " " + Base64.getEncoder().encodeToString(blob) + " alice";
    write("alice.pub", line.getBytes(US_ASCII));
  }

  private void write(String name, byte[] bytes) throws IOException {
    var file = Files.write(home.resolve(name), bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private byte[] base64(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return Base64.getEncoder().encode(bytes);
  }

  /// SSH's wire format (RFC 4251, 5).
  private static byte[] strings(byte[] one, byte[] other) {
    return ByteBuffer.allocate(8 + one.length + other.length)
        .putInt(one.length)
        .put(one)
        .putInt(other.length)
        .put(other)
        .array();
  }

  /// The `clients:` and `knocks:` of a configuration that hears them, for the action `open-ssh`.
  public String config(int ownPort, int fwknopPort) throws IOException {
    return """
    clients:
      alice: {key: %2$s, may: [open-ssh]}
      phone:
        fwknop: {key: "file:%1$s/phone.key", hmac-key: "file:%1$s/phone.hmac"}
        may: [open-ssh]
    knocks:
      signed: {spa: {udp: %3$d, key: "file:%1$s/gateway.key"}}
      phones: {fwknop: {udp: %4$d, actions: {tcp/22: open-ssh}}}
    """
        .formatted(home, Files.readString(home.resolve("alice.pub")), ownPort, fwknopPort);
  }

  /// A packet of alice's.
  public byte[] own(Instant now) throws IOException, BadValue {
    var message = message(now);
    return seal(message, signature(message));
  }

  /// The same with a signature that is not hers, which the gateway finds out last of all.
  public byte[] wronglySigned(Instant now) throws IOException, BadValue {
    var wrong = new byte[Ed25519PrivateKeyParameters.SIGNATURE_SIZE];
    random.nextBytes(wrong);
    wrong[wrong.length - 1] &= 0x0f; // below the group's order, as far as a look can tell
    return seal(message(now), strings(ALGORITHM.getBytes(US_ASCII), wrong));
  }

  private SpaMessage message(Instant now) throws IOException, BadValue {
    var key = SshKey.parse(Files.readString(home.resolve("alice.pub")));
    return new SpaMessage(now, KeyId.of(key), false, Ask.NOTHING, null, "open-ssh");
  }

  private byte[] signature(SpaMessage message) {
    var signed = SshSig.signed(SpaMessage.NAMESPACE, message.signed(gateway.publicKey()));
    var signer = new Ed25519Signer();
    signer.init(true, alice);
    signer.update(signed, 0, signed.length);
    return strings(ALGORITHM.getBytes(US_ASCII), signer.generateSignature());
  }

  private byte[] seal(SpaMessage message, byte[] signature) {
    return SpaPacket.seal(message, signature, gateway.publicKey(), random);
  }

  /// A packet of phone's.
  public byte[] fwknop(Instant now) throws BadValue {
    var asked = new Asked.Access(List.of(Port.tcp(22)));
    var message = FwknopMessage.of("phone", now, FwknopMessage.SENDER, asked, null, random);
    return FwknopPacket.encode(message, phone, random);
  }
}
