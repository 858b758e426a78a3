package io.knockgate.capture.udp;

import io.knockgate.capture.CaptureException;
import io.knockgate.capture.Tunings;
import io.knockgate.packet.Packet;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A program that opens port 62201, prints what the first datagram says, and ends.
final class HearOne {
  private HearOne() {}

  /// Hears one.
  public static void main(String[] arguments) {
    var capture = new UdpCapture(0, 62_201, Tunings.packets(62_201));
    try {
      capture.open();
      capture.listen(
          heard -> {
            if (heard instanceof Packet packet) {
              System.out.print(new String(packet.payload().copy(), StandardCharsets.US_ASCII));
            }
            capture.close();
          });
    } catch (CaptureException refused) {
      System.out.println(refused.getMessage());
    }
  }

  /// How this program is started.
  static List<String> command() {
    return List.of(
        System.getProperty("java.home") + "/bin/java",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        HearOne.class.getName());
  }
}
