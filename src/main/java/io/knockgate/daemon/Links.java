package io.knockgate.daemon;

import io.knockgate.config.Settings;
import io.knockgate.linux.InterfaceState;
import io.knockgate.linux.LinuxException;
import java.util.ArrayList;
import java.util.List;

/// Interfaces that are written and are not there. They may come yet; but a name with a slip of the
/// pen never does, and nothing is guarded on the interface that was meant.
public final class Links {
  private Links() {}

  /// What is to be told of each one under `wan` that is absent, in the network namespace of the
  /// calling thread.
  public static List<String> absent(Settings settings) {
    var absent = new ArrayList<String>();
    for (var name : settings.gateway().wan()) {
      try {
        if (InterfaceState.of(name).isEmpty()) {
          absent.add(
              "there is no interface %s, which stands in `wan`: until it comes nothing is guarded there and no knock is heard"
                  .formatted(name));
        }
      } catch (LinuxException untold) {
        absent.add("interface %s can't be looked at: %s".formatted(name, untold.getMessage()));
      }
    }
    return absent;
  }
}
