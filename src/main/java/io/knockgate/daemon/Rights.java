package io.knockgate.daemon;

import io.knockgate.config.CaptureSetting;
import io.knockgate.config.Settings;
import io.knockgate.linux.Capabilities;
import io.knockgate.linux.LinuxException;

/// The rights that a configuration needs, looked at before anything is touched.
final class Rights {
  private Rights() {}

  /// @throws StartException where one is missing; names it
  static void check(Settings settings) throws StartException, LinuxException {
    require(Capabilities.NET_ADMIN, "to change the firewall");
    for (var capture : settings.captures()) {
      switch (capture) {
        case CaptureSetting.Nflog _, CaptureSetting.Log _, CaptureSetting.Udp _ -> {}
        case CaptureSetting.Interface(var name) ->
            require(Capabilities.NET_RAW, "to capture on " + name);
      }
    }
  }

  private static void require(Capabilities right, String what)
      throws StartException, LinuxException {
    if (!right.isHeld()) {
      throw new StartException(
          "knockgate needs %s %s: run it as root, or by its systemd unit".formatted(right, what));
    }
  }
}
