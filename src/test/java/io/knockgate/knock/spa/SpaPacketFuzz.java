package io.knockgate.knock.spa;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Payload;
import io.knockgate.ssh.SoftKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/// For `./dev fuzz`: any bytes have an answer, as a packet, as what is sealed and as a signed body,
/// and only what the client signed is heard.
public final class SpaPacketFuzz {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final GatewayKeyPair GATEWAY = GatewayKeyPair.generate(RANDOM);
  private static final SoftKey ALICE = SoftKey.ed25519();
  private static final Port PORT = Port.udp(62201);
  private static final byte[] KNOCK =
      SpaPacket.seal(
          new Letter(body(), sign(body())).write(),
          GATEWAY.publicKey(),
          new X25519PrivateKeyParameters(RANDOM));
  private static final SpaMethod METHOD =
      new SpaMethod(
          "spa",
          PORT,
          GATEWAY,
          List.of(new SpaClient("alice", ALICE.key(), Set.of("ssh"))),
          Admit.NAMED,
          Duration.ofMinutes(1),
          nanos -> Instant.EPOCH);

  private SpaPacketFuzz() {}

  private static byte[] body() {
    return Body.write(new SpaMessage(1, KeyId.of(ALICE.key()), false, Ask.NOTHING, null, "ssh"));
  }

  private static byte[] sign(byte[] body) {
    var signed = Arrays.copyOf(GATEWAY.publicKey().bytes(), GatewayKey.LENGTH + body.length);
    System.arraycopy(body, 0, signed, GatewayKey.LENGTH, body.length);
    return ALICE.sign(SpaMessage.NAMESPACE, signed);
  }

  /// Takes it for each of them in turn.
  ///
  /// @param input which of them, then the bytes
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    var bytes = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0] & 3) {
      case 0 -> assertThat(hear(bytes)).isEqualTo(Recognition.UNHEARD);
      case 1 -> assertThat(hear(changed(bytes))).isEqualTo(Recognition.UNHEARD);
      case 2 -> readsWhatItWrites(bytes);
      default -> readsAMessageInOneWay(bytes);
    }
  }

  private static byte[] changed(byte[] changes) {
    var changed = KNOCK.clone();
    for (int i = 0; i + 1 < changes.length; i += 2) {
      changed[Byte.toUnsignedInt(changes[i]) % changed.length] ^= changes[i + 1];
    }
    new Doorbell(GATEWAY.publicKey()).write(changed);
    if (Arrays.equals(changed, KNOCK)) {
      changed[0] ^= 1;
    }
    return changed;
  }

  private static Recognition hear(byte[] bytes) {
    var payload = new Payload(bytes, 0, bytes.length);
    var heard =
        METHOD.consider(new Packet(Address.v4(9), Address.v4(1), 4000, PORT, 0, 0, 0, payload));
    return heard instanceof Recognition.Unfinished(_, var rest) ? rest.get() : heard;
  }

  private static void readsWhatItWrites(byte[] plaintext) {
    var letter = Letter.read(plaintext);
    if (letter != null) {
      assertThat(letter.write()).isEqualTo(plaintext);
    }
    assertThat(ALICE.key().verifies(plaintext, plaintext)).isFalse();
  }

  private static void readsAMessageInOneWay(byte[] body) {
    var message = Body.read(body);
    if (message != null) {
      assertThat(Arrays.copyOfRange(Body.write(message), 1, body.length))
          .isEqualTo(Arrays.copyOfRange(body, 1, body.length));
    }
  }
}
