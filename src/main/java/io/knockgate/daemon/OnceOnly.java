package io.knockgate.daemon;

import io.knockgate.access.Verdict;
import io.knockgate.replay.Mark;
import io.knockgate.replay.Marks;
import io.knockgate.replay.MarksException;
import java.time.Instant;

/// What is granted counts once, where its knock leaves a mark.
final class OnceOnly {
  private OnceOnly() {}

  /// The same verdict, with its knock's mark used up before anything comes of it; a refusal where
  /// that can't be.
  ///
  /// A sequence that is refused uses nothing up. A packet that proved its client does: somebody
  /// else may have it too, and the reason (a clock that is ahead, a configuration) may go before it
  /// is too old.
  static Verdict settle(Verdict verdict, Marks marks, Instant now) {
    return switch (verdict) {
      case Verdict.Granted(var grants) -> {
        var claim = grants.getFirst().claim();
        var mark = claim.mark();
        try {
          yield mark == null || marks.use(mark, now)
              ? verdict
              : new Verdict.Refused(claim, "already used");
        } catch (MarksException refused) {
          yield new Verdict.Refused(claim, String.valueOf(refused.getMessage()));
        }
      }
      case Verdict.Refused(var claim, _) -> {
        if (claim.key() != null && claim.mark() != null) {
          useUp(claim.mark(), marks, now);
        }
        yield verdict;
      }
    };
  }

  private static void useUp(Mark mark, Marks marks, Instant now) {
    try {
      var _ = marks.use(mark, now);
    } catch (MarksException _) {
      // Refused it is already, and `status` tells what is wrong with the marks.
    }
  }
}
