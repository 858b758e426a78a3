package io.knockgate.knock.fwknop;

import static io.knockgate.knock.fwknop.Scene.ALICE;
import static io.knockgate.knock.fwknop.Scene.CLIENT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.Admit;
import io.knockgate.knock.Allocation;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is not exactly a client's packet is nothing, and costs nothing.
class TamperedTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final Scene scene = new Scene(ALICE);

  private void assertUnheard(byte[] packet) {
    assertThat(scene.send(packet))
        .as(() -> new String(packet, US_ASCII))
        .isSameAs(Recognition.UNHEARD);
  }

  @ParameterizedTest
  @EnumSource
  void anyOtherCharacterAnywhere(Digest digest) {
    var key = Scene.key("alice", digest);
    var each = new Scene(key);
    var packet = each.packet(each.message(FwknopMessage.SENDER, null, "tcp/22", "udp/1194"), key);
    for (int at = 0; at < packet.length; at++) {
      var letters = digest == Digest.SHA256 ? ALPHABET + "=-_ \n\0\u007f" : "AQgw/=";
      for (var letter : letters.getBytes(US_ASCII)) {
        var changed = packet.clone();
        changed[at] = letter;
        if (letter != packet[at]) {
          assertThat(each.send(changed)).as("%d", at).isSameAs(Recognition.UNHEARD);
        }
      }
      var high = packet.clone();
      high[at] |= (byte) 0x80;
      assertThat(each.send(high)).as("%d", at).isSameAs(Recognition.UNHEARD);
    }
    assertThat(each.send(packet)).isInstanceOf(Complete.class);
  }

  @Test
  void anyOtherLength() {
    var packet = scene.packet("tcp/22");
    for (int length = 0; length < packet.length; length++) {
      assertUnheard(Arrays.copyOf(packet, length));
      assertUnheard(Arrays.copyOfRange(packet, packet.length - length, packet.length));
    }
    for (var more : List.of("=", "==", "A", "AA", "\n", "\0", "AAAA", "A".repeat(2000))) {
      assertUnheard((new String(packet, US_ASCII) + more).getBytes(US_ASCII));
      assertUnheard((more + new String(packet, US_ASCII)).getBytes(US_ASCII));
    }
    assertUnheard(("U2FsdGVkX1" + new String(packet, US_ASCII)).getBytes(US_ASCII));
    assertUnheard("A".repeat(70_000).getBytes(US_ASCII));
    assertThat(scene.send(packet)).isInstanceOf(Complete.class);
  }

  /// What no client writes is told from what another key has made, and costs no HMAC.
  @Test
  void whatHasNotItsFormIsCountedAsThat() {
    var packet = scene.packet("tcp/22");
    assertThat(scene.method.reasons().keySet()).isEqualTo(scene.method.refused().keySet());
    for (int at = 0; at < packet.length; at++) {
      var changed = packet.clone();
      changed[at] = at == 0 ? (byte) 'A' : (byte) '=';
      assertUnheard(changed);
    }
    assertThat(scene.method.refused())
        .containsEntry("form", (long) packet.length)
        .containsEntry("hmac", 0L);
  }

  @Test
  void theHmacOfOneWithTheTextOfAnother() {
    var one = scene.packet("tcp/22");
    var other = scene.packet("tcp/22");
    var mixed = one.clone();
    int hmac = one.length - Digest.SHA256.length;
    System.arraycopy(other, hmac, mixed, hmac, Digest.SHA256.length);
    assertUnheard(mixed);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void whatIsRefusedAllocatesNothing(int clients) {
    var digests = List.of(Digest.values());
    var keys =
        IntStream.range(0, clients)
            .mapToObj(i -> Scene.key("client" + i, digests.get(i % digests.size())))
            .toList();
    var many = new Scene(Admit.SENDER, Scene.ACTIONS, keys);
    var message = many.message(FwknopMessage.SENDER, null, "tcp/22");
    var packet = many.packet(message, keys.getLast());
    var noise = packet.clone();
    var random = new SplittableRandom(3);
    for (int i = 1; i < noise.length; i++) {
      noise[i] = (byte) ALPHABET.charAt(random.nextInt(64));
    }
    var ofTheRightSize = many.heard(CLIENT, noise);
    var ofNone = many.heard(CLIENT, new byte[700]);
    var again = many.heard(CLIENT, packet);
    assertThat(many.method.consider(again)).isInstanceOf(Complete.class);
    var screen = many.method.screen();
    for (var refused : List.of(ofTheRightSize, ofNone, again)) {
      assertThat(Allocation.bytes(1000, () -> many.method.consider(refused))).isZero();
      var payload = refused.payload();
      assertThat(
              Allocation.bytes(
                  1000, () -> screen.passes(payload.bytes(), payload.from(), payload.to())))
          .isZero();
    }
    assertThat(many.method.refused()).containsEntry("seen", 5000L + 4999L);
    assertThat(many.method.refused()).containsEntry("hmac", 10_000L);
  }
}
