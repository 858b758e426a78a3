package io.knockgate.access;

import io.knockgate.net.Prefix;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Somebody who knocks under a name of their own: what the operator allows them.
///
/// @param name the name under `clients:`
/// @param may the actions that their knocks may open or close
/// @param from the sources that they may knock from; none where any will do
/// @param expires the first moment when they may do nothing any more; [Instant#MAX] for never
public record Client(String name, Set<String> may, List<Prefix> from, Instant expires) {
  public Client {
    may = Set.copyOf(may);
    from = List.copyOf(from);
  }
}
