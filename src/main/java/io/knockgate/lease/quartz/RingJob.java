package io.knockgate.lease.quartz;

import io.knockgate.id.Id;
import io.knockgate.lease.Ringer;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/// What Quartz does when an alarm's time has come: it rings, and nothing else. The trigger's name
/// is the lease's id.
///
/// @param ringer who is rung
record RingJob(Ringer ringer) implements Job {
  @Override
  public void execute(JobExecutionContext context) {
    var key =
        context.isRecovering() ? context.getRecoveringTriggerKey() : context.getTrigger().getKey();
    Id.parse(key.getName()).ifPresent(ringer::ring);
  }
}
