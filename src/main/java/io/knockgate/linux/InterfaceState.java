package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.knockgate.net.Address;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A network interface as it is at one moment. Two that are equal are the same interface in the
/// same state; one that took over another's name has another index.
///
/// @param index the kernel's number for it, never used twice while the machine runs
/// @param up whether it is administratively up
/// @param addresses its own addresses of both families
public record InterfaceState(int index, boolean up, Set<Address> addresses) {
  // struct ifaddrs, sockaddr_in and sockaddr_in6, on 64 bits
  private static final int NEXT_AT = 0;
  private static final int NAME_AT = 8;
  private static final int FLAGS_AT = 16;
  private static final int ADDRESS_AT = 24;
  private static final int IFADDRS = 56;
  private static final int V4_AT = 4;
  private static final int V6_AT = 8;
  private static final int SOCKADDR = 28;

  private static final int IFNAMSIZ = 16; // the zero byte included
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IFF_UP = 1;

  public InterfaceState {
    addresses = Set.copyOf(addresses);
  }

  /// Looks at the interface of that name in the network namespace of the calling thread; empty when
  /// there is none.
  public static Optional<InterfaceState> of(String name) throws LinuxException {
    int index = Libc.ifNameToIndex(name);
    if (index == 0) {
      return Optional.empty();
    }
    var list = Libc.getifaddrs();
    try {
      return Optional.of(read(name, index, list));
    } finally {
      Libc.freeifaddrs(list);
    }
  }

  private static InterfaceState read(String name, int index, MemorySegment list) {
    boolean up = false;
    var addresses = new HashSet<Address>();
    for (var at = list; at.address() != 0; ) {
      var entry = Libc.reach(at, IFADDRS);
      at = entry.get(ADDRESS, NEXT_AT);
      // An IPv4 address may have a label of its own: the interface's name, a colon, some text.
      var label = Libc.reach(entry.get(ADDRESS, NAME_AT), IFNAMSIZ).getString(0);
      if (label.equals(name) || label.startsWith(name + ":")) {
        up |= (entry.get(JAVA_INT, FLAGS_AT) & IFF_UP) != 0;
        address(entry.get(ADDRESS, ADDRESS_AT)).ifPresent(addresses::add);
      }
    }
    return new InterfaceState(index, up, addresses);
  }

  /// The IP address in a socket address; none in a null pointer and in that of a link.
  private static Optional<Address> address(MemorySegment pointer) {
    if (pointer.address() == 0) {
      return Optional.empty();
    }
    var address = Libc.reach(pointer, SOCKADDR);
    return switch (address.get(JAVA_SHORT, 0)) {
      case AF_INET -> Optional.of(Address.of(address.asSlice(V4_AT, 4).toArray(JAVA_BYTE)));
      case AF_INET6 -> Optional.of(Address.of(address.asSlice(V6_AT, 16).toArray(JAVA_BYTE)));
      default -> Optional.empty();
    };
  }
}
