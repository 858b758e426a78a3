package io.knockgate.client;

import java.net.Socket;

/// What came of trying a door.
public sealed interface Reached {
  /// Nothing comes back.
  Reached SILENT = new Shut("");

  /// Somebody answers.
  ///
  /// @param connection to who does
  record Open(Socket connection) implements Reached {}

  /// Nobody does.
  ///
  /// @param answer what this machine says of it, such as `Connection refused`; empty where nothing
  ///     came back
  record Shut(String answer) implements Reached {}
}
