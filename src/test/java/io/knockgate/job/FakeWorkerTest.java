package io.knockgate.job;

class FakeWorkerTest extends WorkerContractTest {
  @Override
  protected Worker worker() {
    return new FakeWorker();
  }
}
