package io.knockgate.daemon;

import com.google.gson.JsonArray;
import io.knockgate.journal.EventJson;
import io.knockgate.lease.StoreException;
import io.knockgate.store.Store;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the last job of each action ended, for `status`, which is asked when something is wrong: it
/// must not wait as long as a disk that hangs. Any thread may ask.
final class LastEnds {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(LastEnds.class);

  private final Store store;
  private @Nullable FutureTask<JsonArray> asked;
  private JsonArray known = new JsonArray();

  LastEnds(Store store) {
    this.store = store;
  }

  /// What the store says; what it said last, where it doesn't answer within a second; nothing where
  /// it can't be read.
  synchronized JsonArray now() throws InterruptedException {
    var reading = asked;
    if (reading == null) {
      reading = new FutureTask<>(this::read);
      asked = reading;
      Thread.ofPlatform().daemon().name("last-ends").start(reading);
    }
    try {
      known = reading.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      asked = null;
    } catch (TimeoutException hanging) {
      LOG.debug("the store does not answer");
    } catch (ExecutionException refused) {
      LOG.debug("last results can't be read: {}", refused.getMessage());
      asked = null;
      known = new JsonArray();
    }
    return known.deepCopy();
  }

  private JsonArray read() throws StoreException {
    var last = new JsonArray();
    store.lastEnds().stream().map(EventJson::of).forEach(last::add);
    return last;
  }
}
