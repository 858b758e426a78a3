package io.knockgate.capture;

import io.knockgate.capture.nflog.NflogCapture;
import io.knockgate.capture.pcap.InterfaceCapture;
import io.knockgate.capture.udp.UdpCapture;
import java.util.List;

/// A program that opens a capture and prints why it can't, for tests that take something away from
/// it first: a library, a capability.
public final class OpenOnly {
  private OpenOnly() {}

  /// Opens the capture of this kind.
  ///
  /// @param arguments `nflog`, `udp` or `interface`
  public static void main(String[] arguments) {
    Capture capture =
        switch (arguments[0]) {
          case "nflog" -> new NflogCapture(0, 62, Tunings.all());
          case "udp" -> new UdpCapture(0, 53, Tunings.packets(53));
          default -> new InterfaceCapture(0, "wan", Tunings.all());
        };
    try (capture) {
      capture.open();
      System.out.println("opened");
    } catch (CaptureException refused) {
      System.out.println(refused.getMessage());
    }
  }

  /// How this program is started.
  public static List<String> command(String kind) {
    return List.of(
        System.getProperty("java.home") + "/bin/java",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        OpenOnly.class.getName(),
        kind);
  }
}
