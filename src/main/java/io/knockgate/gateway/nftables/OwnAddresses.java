package io.knockgate.gateway.nftables;

import static io.knockgate.linux.Netlink.NLM_F_DUMP;

import io.knockgate.linux.LinuxException;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.net.Address;
import java.util.HashSet;
import java.util.Set;

/// The addresses of this machine, through rtnetlink: what was sent to others goes through us and is
/// none of our business.
final class OwnAddresses implements AutoCloseable {
  // linux/rtnetlink.h, linux/if_addr.h
  private static final int NETLINK_ROUTE = 0;
  private static final int RTM_GETADDR = 22;
  private static final int IFADDRMSG = 8;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  private final NetlinkDialogue netlink;

  OwnAddresses() throws LinuxException {
    netlink = NetlinkDialogue.open(NETLINK_ROUTE);
  }

  /// All of them, as they are now.
  Set<Address> now() throws LinuxException {
    var addresses = new HashSet<Address>();
    var request = netlink.write();
    request.message(RTM_GETADDR, NLM_F_DUMP);
    request.header(new byte[IFADDRMSG]);
    netlink.dump(
        "list addresses",
        message -> {
          for (var attributes = message.attributes(IFADDRMSG); attributes.next(); ) {
            // On a point-to-point link IFA_ADDRESS is the other end, and IFA_LOCAL ours. The
            // other end is nowhere that strangers' packets could be for us, so it does no harm.
            boolean address = attributes.type() == IFA_ADDRESS || attributes.type() == IFA_LOCAL;
            if (address && (attributes.length() == 4 || attributes.length() == 16)) {
              addresses.add(Address.of(attributes.bytes()));
            }
          }
        });
    return addresses;
  }

  @Override
  public void close() {
    netlink.close();
  }
}
