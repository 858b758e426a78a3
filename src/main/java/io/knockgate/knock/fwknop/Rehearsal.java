package io.knockgate.knock.fwknop;

import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Payload;
import io.knockgate.secret.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/// A method like the real one hears packets of a client of its own, so that the virtual machine has
/// compiled what the first real packet will need.
final class Rehearsal {
  private static final int TIMES = 300;
  private static final int KEY_BYTES = 32;
  private static final String CLIENT = "rehearsal";
  private static final Address NOWHERE = Address.v4(0);

  private Rehearsal() {}

  /// Takes a fraction of a second.
  static void of(Judge judge, Port port) {
    var random = new SecureRandom();
    try {
      var client = FwknopKey.of(CLIENT, secret(random), secret(random), Digest.SHA256, Mode.CBC);
      var stage =
          new FwknopMethod(
              judge.knock(),
              port,
              List.of(client),
              judge.actions(),
              judge.admit(),
              judge.maxAge(),
              _ -> Instant.EPOCH);
      var asked = new Asked.Access(List.of(Port.tcp(1)));
      for (int i = 0; i < TIMES; i++) {
        var message =
            FwknopMessage.of(CLIENT, Instant.EPOCH, FwknopMessage.SENDER, asked, null, random);
        if (stage.consider(packet(port, FwknopPacket.encode(message, client, random)))
            instanceof Recognition.Unheard) {
          throw new AssertionError("a packet that is as it should be is not heard");
        }
      }
    } catch (BadValue impossible) {
      throw new AssertionError(impossible); // the keys are as long as they may be
    }
  }

  private static Secret secret(SecureRandom random) {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return new Secret(bytes);
  }

  private static Packet packet(Port port, byte[] bytes) {
    return new Packet(NOWHERE, NOWHERE, 0, port, 0, 0, 0, new Payload(bytes, 0, bytes.length));
  }
}
