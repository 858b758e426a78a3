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
          case ENFILE -> ": " + TableText.DOORS + " doors are open, which is all that a set holds";
          case EEXIST, EBUSY -> ": a door there leads elsewhere: somebody has changed the table";
          case ENOBUFS, EMSGSIZE -> ": too many doors in one change";
          default -> "";
        };
    boolean gone = refused.errno() == Errno.ENOENT;
    return new GatewayException(refused.getMessage() + meaning, refused, gone);
  }
}
