package io.knockgate.lease;

class FakeLeaseStoreTest extends LeaseStoreContractTest {
  @Override
  protected LeaseStore begin() {
    return new FakeLeaseStore();
  }

  @Override
  protected LeaseStore reborn(LeaseStore store) {
    return store;
  }

  @Override
  protected void end() {}
}
