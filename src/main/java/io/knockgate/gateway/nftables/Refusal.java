package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import io.knockgate.linux.Errno;
import io.knockgate.linux.LinuxException;

/// What the kernel's refusals mean for our table, in words.
final class Refusal {
  private Refusal() {}

  static GatewayException of(LinuxException refused) {
    var meaning =
        switch (refused.errno()) {
          case ENOENT -> ": the table inet knockgate is not loaded, or somebody has changed it";
          case ENFILE -> ": " + TableSets.DOORS + " doors are open, which is all that a set holds";
          case EEXIST, EBUSY -> ": a door there leads elsewhere: somebody has changed the table";
          case ENOBUFS, ENOMEM -> ": the kernel has no memory for it";
          case EMSGSIZE -> ": too many doors in one change";
          default -> "";
        };
    return new GatewayException(refused.getMessage() + meaning, refused, fate(refused));
  }

  private static GatewayException.Fate fate(LinuxException refused) {
    if (refused.unsure()) {
      return GatewayException.Fate.UNSURE;
    }
    return refused.errno() == Errno.ENOENT
        ? GatewayException.Fate.GONE
        : GatewayException.Fate.REFUSED;
  }
}
