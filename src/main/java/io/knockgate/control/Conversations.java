package io.knockgate.control;

import com.google.gson.JsonObject;
import io.knockgate.control.Answer.Failed;
import io.knockgate.line.Line;
import io.knockgate.line.MalformedLine;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections that are open, a thread each.
final class Conversations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);
  private static final int LONGEST_REQUEST = 64 * 1024;
  private static final int GOODBYE_SECONDS = 2;

  private final Map<String, Command> commands;
  private final Semaphore places;
  private final TimeLimit limit;
  private final Runnable afterEach;

  /// Not virtual ones: the first of these that waits for a socket takes descriptors, and there may
  /// be none then.
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("control-", 0).factory());

  /// @param most how many may be open at once; who comes then is turned away with a word
  /// @param patience how long a client may take to ask, or to read a line
  /// @param afterEach done when a connection has been closed, on its thread
  Conversations(Map<String, Command> commands, int most, Duration patience, Runnable afterEach) {
    this.commands = Map.copyOf(commands);
    places = new Semaphore(most);
    limit = new TimeLimit(patience);
    this.afterEach = afterEach;
  }

  /// Answers on that connection, and closes it then.
  void begin(SocketChannel client) {
    boolean hasPlace = places.tryAcquire();
    try {
      threads.execute(() -> converse(client, hasPlace));
    } catch (RejectedExecutionException stopping) {
      converse(client, false);
    }
  }

  private void converse(SocketChannel client, boolean hasPlace) {
    try (client) {
      var line = new Line(client);
      tell(client, line, Protocol.answer(hasPlace ? answer(client, line) : busy()));
    } catch (IOException hungUp) {
      LOG.debug("a client of the control socket hung up", hungUp);
    } finally {
      if (hasPlace) {
        places.release();
      }
      afterEach.run();
    }
  }

  private static Answer busy() {
    return new Failed(
        Exit.UNAVAILABLE, "knockgate answers too many commands already: try again in a while");
  }

  private Answer answer(SocketChannel client, Line line) throws IOException {
    var user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    Request request;
    try (var _ = limit.on(client)) {
      request = Protocol.request(line.read(LONGEST_REQUEST), user);
    } catch (MalformedLine bad) {
      return new Failed(Exit.DATA, String.valueOf(bad.getMessage()));
    }
    return answer(request, client, line);
  }

  private Answer answer(Request request, SocketChannel client, Line line) {
    var command = commands.get(request.command());
    if (command == null) {
      return new Failed(
          Exit.USAGE,
          "this daemon has no command \"%s\"; it knows %s"
              .formatted(request.command(), String.join(", ", new TreeSet<>(commands.keySet()))));
    }
    try {
      return command.answer(request, teller(client, line));
    } catch (InterruptedException stopping) {
      return new Failed(Exit.UNAVAILABLE, "knockgate is being stopped");
    } catch (RuntimeException bug) {
      LOG.error("the command {} failed", request.command(), bug);
      return new Failed(Exit.IO, "the command failed: knockgate's log says why");
    }
  }

  private Consumer<JsonObject> teller(SocketChannel client, Line line) {
    return news -> {
      if (client.isOpen()) {
        try {
          tell(client, line, Protocol.progress(news));
        } catch (IOException hungUp) {
          LOG.debug("a client of the control socket hung up", hungUp);
          Thread.currentThread().interrupt(); // nobody waits for what the command waits for
        }
      }
    };
  }

  private void tell(SocketChannel client, Line line, String text) throws IOException {
    try (var _ = limit.on(client)) {
      line.write(text);
    }
  }

  /// Interrupts the commands that still wait, and gives them a moment to say so.
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a command does not end");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    limit.close();
  }
}
