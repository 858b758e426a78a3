package io.knockgate.linux;

/// What a dialogue needs of a socket, so that it can be shown answers that no kernel gives.
interface NetlinkLine extends AutoCloseable {
  /// The id by which the kernel tells our changes from others'.
  int portId();

  /// Sends what was written, in one datagram.
  void send(NetlinkWriter messages) throws LinuxException;

  /// Takes a datagram that is there already.
  NetlinkSocket.Received receiveNow() throws LinuxException;

  /// The datagram that came last.
  NetlinkReader reader();

  @Override
  void close();
}
