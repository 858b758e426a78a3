package io.knockgate.knock.fwknop;

import static io.knockgate.knock.fwknop.Scene.ACTIONS;
import static io.knockgate.knock.fwknop.Scene.CLIENT;
import static io.knockgate.knock.fwknop.Scene.MAX_AGE;
import static io.knockgate.knock.fwknop.Scene.NOON;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.Admit;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Refused;
import io.knockgate.net.BadValue;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// For `./dev fuzz`: any bytes have an answer; what no client made is nothing, and what a client
/// made is granted only if it says exactly what is granted.
public final class FwknopPacketFuzz {
  private static final List<Vector> VECTORS = Vector.all();
  private static final FwknopKey KEY = VECTORS.getFirst().key();
  private static final Set<String> GENUINE =
      VECTORS.stream()
          .map(vector -> new String(vector.packet(), US_ASCII))
          .collect(Collectors.toSet());

  private static final Scene SCENE = new Scene(KEY);
  private static final Judge JUDGE = new Judge("phones", ACTIONS, Admit.SENDER, MAX_AGE);

  private FwknopPacketFuzz() {}

  /// Considers it.
  ///
  /// @param input how it is sent, a digit; then a packet, or the text of one
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    var rest = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0]) {
      case '0' -> stranger(rest);
      case '1' -> client(rest);
      default -> {}
    }
  }

  private static void stranger(byte[] packet) {
    if (!(SCENE.send(packet) instanceof Recognition.Unheard)) {
      assertThat(GENUINE).contains(new String(packet, US_ASCII));
    }
    assertThat(SCENE.send(packet)).isSameAs(Recognition.UNHEARD);
  }

  private static void client(byte[] text) {
    var packet = FwknopPacket.encode(text, KEY, new SplittableRandom(1));
    var recognition = JUDGE.judge(packet, KEY, CLIENT, NOON);
    assertThat(recognition).isInstanceOfAny(Complete.class, Refused.class);
    try {
      var message = MessageReader.read(new String(text, US_ASCII));
      assertThat(MessageReader.read(message.text())).isEqualTo(message);
    } catch (BadValue _) {
      assertThat(recognition).isInstanceOf(Refused.class);
    }
  }
}
