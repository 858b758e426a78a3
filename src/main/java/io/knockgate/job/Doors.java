package io.knockgate.job;

import io.knockgate.action.Action;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Opens doors for jobs whose steps come to one.
public interface Doors {
  /// Opens a lease with these doors, or renews the one that the job's source has of the action.
  /// Returns at once.
  ///
  /// @param openings all doors that the job has come to so far
  /// @param time how long
  /// @param told what came of it, on any thread
  void open(Job job, Action action, List<Opening> openings, Duration time, Consumer<Answer> told);

  /// Shuts what was opened for the job, because it failed or was stopped. Returns at once.
  ///
  /// @param reason in the operator's words
  /// @param shut is told when that is done, on any thread
  void shut(Job job, Id lease, String reason, Runnable shut);

  /// What came of opening doors.
  sealed interface Answer {
    /// They are open.
    record Opened(Id lease) implements Answer {}

    /// They are not.
    ///
    /// @param reason in the operator's words
    record Refused(String reason) implements Answer {}
  }
}
