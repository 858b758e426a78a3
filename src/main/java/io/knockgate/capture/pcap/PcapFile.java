package io.knockgate.capture.pcap;

import io.knockgate.capture.CaptureException;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Savefile;
import io.knockgate.packet.Frame;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What tcpdump or another program captured into a file, pcap or pcapng.
public final class PcapFile {
  private PcapFile() {}

  /// Hands over every frame, in the order of the file. Their `nanos` are the capture's own clock:
  /// nanoseconds since 1970.
  ///
  /// @throws CaptureException where the file can't be read, is something else, is damaged or ends
  ///     inside of a packet; what came before that has been handed over
  public static void read(Path file, Consumer<Frame> ear) throws CaptureException {
    try (var saved = Savefile.open(file)) {
      var link = DataLink.of(saved.dataLink());
      while (saved.next()) {
        ear.accept(new Frame(saved.bytes(), link, saved.nanos(), 0));
      }
    } catch (LinuxException refused) {
      throw new CaptureException(file + ": " + refused.getMessage());
    }
  }
}
