package io.knockgate.access;

import io.knockgate.knock.Claim;
import java.util.List;

/// What the gatekeeper decided.
public sealed interface Verdict {
  /// It may.
  ///
  /// @param grants at least one; all come of one knock
  record Granted(List<Grant> grants) implements Verdict {
    public Granted {
      grants = List.copyOf(grants);
    }

    /// What is granted is one thing.
    public Granted(Grant grant) {
      this(List.of(grant));
    }
  }

  /// It may not.
  ///
  /// @param claim what was claimed
  /// @param reason in the operator's words, for the journal; a stranger is never told
  record Refused(Claim claim, String reason) implements Verdict {}
}
