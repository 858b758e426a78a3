package io.knockgate.job;

import io.knockgate.action.JobRun;
import java.util.function.Consumer;

/// Runs jobs. Never on a thread that opens or closes doors.
public interface JobRunner extends AutoCloseable {
  /// Starts a job and returns at once.
  ///
  /// @param end is told once how the job ended, on a thread of the runner's
  void start(JobRun job, Consumer<JobEnd> end);

  /// Ends every running job; each is still told.
  @Override
  void close();
}
