package io.knockgate.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which boot of the machine this is.
public final class Boot {
  private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

  private Boot() {}

  /// The kernel's random id of this boot (random(4)).
  ///
  /// @throws LinuxException where the kernel doesn't tell
  public static String id() throws LinuxException {
    try {
      return Files.readString(ID).strip();
    } catch (IOException unreadable) {
      throw new LinuxException(ID + " can't be read: " + unreadable.getMessage());
    }
  }
}
