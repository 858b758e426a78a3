package io.knockgate.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// For `./dev fuzz`: any bytes have an answer, the same each time; a packet is a whole one; what is
/// screened is what it carries.
public final class PacketDecoderFuzz {
  private static final Port SCREENED = Port.udp(7000);

  private PacketDecoderFuzz() {}

  /// Decodes it.
  ///
  /// @param input the link's number, then the frame
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    var links = Link.values();
    var link = links[Byte.toUnsignedInt(input[0]) % links.length];
    var frame = new Frame(Arrays.copyOfRange(input, 1, input.length), link, 1, 0);
    var decoded = PacketDecoder.decode(frame);
    assertThat(PacketDecoder.decode(frame)).isEqualTo(decoded);
    if (decoded instanceof Packet packet) {
      assertThat(packet.sourcePort()).isBetween(0, 65535);
      assertThat(packet.source().isV6()).isEqualTo(packet.destination().isV6());
      assertThat(packet.nanos()).isEqualTo(1);
      var payload = packet.payload();
      assertThat(payload.copy()).hasSize(payload.length());
      boolean datagram = packet.port().protocol() == Protocol.UDP;
      assertThat(payload.length()).isBetween(0, datagram ? frame.bytes().length - 28 : 0);
    }
    var seen = new AtomicReference<>(Payload.NONE);
    if (!refusing(seen).passes(frame.bytes(), frame.bytes().length, link)
        && decoded instanceof Packet packet) {
      assertThat(packet.port()).isEqualTo(SCREENED);
      assertThat(packet.payload().copy()).isEqualTo(seen.get().copy());
    }
  }

  /// Lets nothing pass to [#SCREENED], and tells what it saw.
  private static Screens refusing(AtomicReference<Payload> seen) {
    return new Screens(
        Map.of(
            SCREENED,
            (bytes, from, to) -> {
              seen.set(new Payload(bytes, from, to));
              return false;
            }));
  }
}
