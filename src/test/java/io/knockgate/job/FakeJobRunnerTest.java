package io.knockgate.job;

class FakeJobRunnerTest extends JobRunnerContractTest {
  @Override
  protected JobRunner runner() {
    return new FakeJobRunner();
  }
}
