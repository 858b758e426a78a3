package io.knockgate.lease.quartz;

import org.quartz.spi.ThreadPool;

/// Rings on the scheduler's own thread: a ring returns at once, so it needs no worker to wait for
/// it. Because there is always room for more, what is due together is fetched in one transaction.
///
/// Public because Quartz calls it by reflection; nobody else should.
public final class OwnThread implements ThreadPool {
  /// Most triggers that are fetched at once.
  static final int MOST_AT_ONCE = 100;

  @Override
  public boolean runInThread(Runnable ring) {
    ring.run();
    return true;
  }

  @Override
  public int blockForAvailableThreads() {
    return MOST_AT_ONCE;
  }

  @Override
  public int getPoolSize() {
    return 1;
  }

  @Override
  public void initialize() {}

  @Override
  public void shutdown(boolean waitForJobsToComplete) {}

  @Override
  public void setInstanceId(String id) {}

  @Override
  public void setInstanceName(String name) {}
}
