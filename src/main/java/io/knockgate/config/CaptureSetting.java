package io.knockgate.config;

import java.nio.file.Path;

/// One entry of `capture:`.
public sealed interface CaptureSetting {
  /// `nflog: {group: 62}`: our own nftables rules hand over the packets.
  ///
  /// @param group 1 to 65535; 0 is the kernel's own log
  record Nflog(int group) implements CaptureSetting {
    /// Where nothing is written.
    public static final Nflog USUAL = new Nflog(62);
  }

  /// `interface: {name: wan0}`: libpcap on an interface, which need not exist yet.
  record Interface(String name) implements CaptureSetting {}

  /// `log: {file: /var/log/kern.log}`: the lines that a firewall writes.
  ///
  /// @param file absolute; it need not exist yet
  record Log(Path file) implements CaptureSetting {}

  /// `udp: {port: 62201}`: a plain UDP socket, for single packets alone.
  ///
  /// @param port 1 to 65535
  record Udp(int port) implements CaptureSetting {}
}
