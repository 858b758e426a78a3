package io.knockgate.knock.spa;

import io.knockgate.ssh.SshKey;
import java.util.Set;

/// Who may knock with one key.
///
/// @param client the name under `clients:`; a client with several keys is one of these for each
/// @param key the key, of no other client
/// @param may the actions that the client may have, at least one
public record SpaClient(String client, SshKey key, Set<String> may) {
  public SpaClient {
    may = Set.copyOf(may);
  }
}
