package io.knockgate.capture.pcap;

import io.knockgate.linux.LinuxException;
import io.knockgate.packet.Link;

/// libpcap's numbers for what packets begin with (pcap-linktype(7)).
final class DataLink {
  private DataLink() {}

  /// What packets of that number begin with.
  static Link of(int number) throws LinuxException {
    return switch (number) {
      case 1 -> Link.ETHERNET;
      case 12 -> Link.IP;
      case 113 -> Link.LINUX_SLL;
      case 239 -> Link.NFLOG;
      case 276 -> Link.LINUX_SLL2;
      default ->
          throw new LinuxException(
              "its packets are of link type "
                  + number
                  + "; only Ethernet (1), raw IP (12), Linux cooked (113, 276) and NFLOG (239) can"
                  + " be read");
    };
  }
}
