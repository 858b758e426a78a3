package io.knockgate.daemon;

import io.knockgate.action.Task;
import io.knockgate.config.Settings;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import io.knockgate.job.exec.ExecWorker;
import io.knockgate.job.lan.LanWorker;
import io.knockgate.job.unit.SocketWorker;
import io.knockgate.job.unit.UnitWorker;
import java.util.function.Consumer;

/// Who does which task.
///
/// @param programs runs the operator's programs
/// @param own runs programs as children of the daemon, such as `systemctl` and the commands of
///     channels; perhaps the same
/// @param units starts systemd's units
/// @param lan wakes hosts and waits for them
record Workers(Worker programs, Worker own, Worker units, Worker lan) implements Worker {
  /// Those of this configuration. What an earlier process has left of its programs is killed now.
  static Workers of(Settings settings) {
    Worker own = new ExecWorker(settings.state());
    var programs = settings.jobs().<Worker>map(SocketWorker::new).orElse(own);
    return new Workers(programs, own, new UnitWorker(own), new LanWorker());
  }

  @Override
  public Work begin(Task task, Consumer<TaskEnd> end) {
    return switch (task) {
      case Task.Run run -> programs.begin(run, end);
      case Task.Start start -> units.begin(start, end);
      case Task.Wake wake -> lan.begin(wake, end);
      case Task.Wait wait -> lan.begin(wait, end);
    };
  }

  @Override
  public void close() {
    units.close();
    lan.close();
    programs.close();
    own.close();
  }
}
