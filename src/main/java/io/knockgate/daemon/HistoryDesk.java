package io.knockgate.daemon;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.knockgate.control.Answer;
import io.knockgate.control.Exit;
import io.knockgate.control.Request;
import io.knockgate.journal.EventJson;
import io.knockgate.lease.StoreException;
import io.knockgate.store.Page;
import io.knockgate.store.Store;
import java.util.List;
import java.util.function.Consumer;

/// Tells what was. Any thread may call it.
final class HistoryDesk {
  /// As many as the store keeps.
  private static final int MOST_EVENTS = 100_000;

  private final Store store;

  HistoryDesk(Store store) {
    this.store = store;
  }

  /// Tells event after event: all of them may not fit into memory.
  Answer answer(Request request, Consumer<JsonObject> progress) throws InterruptedException {
    var of = request.text("of", "");
    int left = Math.clamp(request.number("limit", 100), 1, MOST_EVENTS);
    try {
      var page = store.history(of, Page.NEWEST, left);
      while (!page.events().isEmpty()) {
        for (var event : page.events()) {
          var news = new JsonObject();
          news.add("event", EventJson.of(event));
          progress.accept(news);
          if (Thread.interrupted()) {
            throw new InterruptedException("nobody reads on");
          }
        }
        left -= page.events().size();
        page = left > 0 ? store.history(of, page.last(), left) : new Page(List.of(), 0);
      }
      return new Answer.Done(JsonNull.INSTANCE);
    } catch (StoreException refused) {
      return new Answer.Failed(Exit.IO, String.valueOf(refused.getMessage()));
    }
  }
}
