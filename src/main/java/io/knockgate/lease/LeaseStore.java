package io.knockgate.lease;

import io.knockgate.job.Job;
import io.knockgate.time.Moment;
import java.util.List;

/// Keeps leases, jobs and history over the death of the process. What [#save] has returned from is
/// on the disk, also after a power cut. One thread calls it.
public interface LeaseStore {
  /// The leases that were open when the store was last written.
  ///
  /// @throws StoreException when they can't be read
  Remembered load() throws StoreException;

  /// The jobs that were not over when the store was last written, in the order they were promised.
  /// Their moments lie on this boot's clocks, whichever boot they were promised in.
  ///
  /// @throws StoreException when they can't be read
  List<Job> jobs(Moment now) throws StoreException;

  /// Writes a batch, wholly or not at all. Can be repeated.
  ///
  /// @throws StoreException when it can't be written; the caller keeps it and tries again
  void save(Batch batch) throws StoreException;
}
