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
  // struct ifaddrs, struct sockaddr_in, sockaddr_in6 and sockaddr_ll on 64 bits
  private static final int NEXT_AT = 0;
  private static final int NAME_AT = 8;
  private static final int FLAGS_AT = 16;
  private static final int ADDRESS_AT = 24;
  private static final int IFADDRS = 56;
  private static final int V4_AT = 4;
  private static final int V6_AT = 8;
  private static final int INDEX_AT = 4;
  private static final int SOCKADDR = 28;

  private static final int IFNAMSIZ = 16; // the zero byte included
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_PACKET = 17;
  private static final int IFF_UP = 1;

  public InterfaceState {
    addresses = Set.copyOf(addresses);
  }

  /// Looks at the interface of that name in the network namespace of the calling thread; empty when
  /// there is none.
  public static Optional<InterfaceState> of(String name) throws LinuxException {
    var list = Libc.getifaddrs();
    try {
      return read(name, list);
    } finally {
      Libc.freeifaddrs(list);
    }
  }

  private static Optional<InterfaceState> read(String name, MemorySegment list) {
    int index = 0;
    boolean up = false;
    var addresses = new HashSet<Address>();
    for (var at = list; at.address() != 0; ) {
      var entry = Libc.reach(at, IFADDRS);
      var label = Libc.reach(entry.get(ADDRESS, NAME_AT), IFNAMSIZ).getString(0);
      var pointer = entry.get(ADDRESS, ADDRESS_AT);
      // An IPv4 address may have a label of its own: the interface's name, a colon, some text.
      if (pointer.address() != 0 && (label.equals(name) || label.startsWith(name + ":"))) {
        var address = Libc.reach(pointer, SOCKADDR);
        switch (address.get(JAVA_SHORT, 0)) {
          case AF_PACKET -> {
            index = address.get(JAVA_INT, INDEX_AT);
            up = (entry.get(JAVA_INT, FLAGS_AT) & IFF_UP) != 0;
          }
          case AF_INET -> addresses.add(address(address, V4_AT, 4));
          case AF_INET6 -> addresses.add(address(address, V6_AT, 16));
          default -> {}
        }
      }
      at = entry.get(ADDRESS, NEXT_AT);
    }
    return index == 0 ? Optional.empty() : Optional.of(new InterfaceState(index, up, addresses));
  }

  private static Address address(MemorySegment socketAddress, int at, int length) {
    return Address.of(socketAddress.asSlice(at, length).toArray(JAVA_BYTE));
  }
}
