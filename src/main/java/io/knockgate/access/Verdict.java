package io.knockgate.access;

import io.knockgate.knock.Claim;

/// What the gatekeeper decided.
public sealed interface Verdict {
  /// It may.
  record Granted(Grant grant) implements Verdict {}

  /// It may not.
  ///
  /// @param claim what was claimed
  /// @param reason in the operator's words, for the journal; a stranger is never told
  record Refused(Claim claim, String reason) implements Verdict {}
}
