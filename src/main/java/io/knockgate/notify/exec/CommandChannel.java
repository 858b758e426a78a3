package io.knockgate.notify.exec;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Worker;
import io.knockgate.notify.Channel;
import io.knockgate.notify.ChannelException;
import io.knockgate.notify.CommandWord;
import io.knockgate.notify.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A program that tells people: run for each message, with no shell, no input and none of our
/// capabilities, as a job's program is. What it is told stands in its environment, too.
public final class CommandChannel implements Channel {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final List<CommandWord> words;
  private final Worker worker;

  /// @param words the program, by its absolute path, and its arguments
  /// @param worker runs it
  public CommandChannel(List<CommandWord> words, Worker worker) {
    this.words = List.copyOf(words);
    this.worker = worker;
  }

  @Override
  public void tell(Message message) throws ChannelException {
    var command = command(message);
    var task = new Task.Run(command, environment(message), Path.of("/"), null, LIMIT, Set.of());
    var end = new CompletableFuture<TaskEnd>();
    var work = worker.begin(task, end::complete);
    try {
      check(command.getFirst(), end.get());
    } catch (InterruptedException stopped) {
      work.stop();
      Thread.currentThread().interrupt();
      throw new ChannelException(command.getFirst() + " was stopped");
    } catch (ExecutionException impossible) {
      throw new AssertionError("nobody completes it with a failure", impossible);
    }
  }

  private static void check(String program, TaskEnd end) throws ChannelException {
    switch (end) {
      case TaskEnd.Exited(int exit, _) when exit == 0 -> {}
      case TaskEnd.Done _ -> {}
      case TaskEnd.Exited(int exit, _) ->
          throw new ChannelException(program + " ended with " + exit);
      case TaskEnd.Failed(var reason, _) -> throw new ChannelException(reason);
      case TaskEnd.TimedOut _ ->
          throw new ChannelException(program + " did not end within " + LIMIT.toSeconds() + " s");
      case TaskEnd.Stopped _ -> throw new ChannelException(program + " was stopped");
    }
  }

  private List<String> command(Message message) throws ChannelException {
    var command = new ArrayList<String>();
    for (var word : words) {
      command.add(
          switch (word) {
            case CommandWord.Text(var text) -> text;
            case CommandWord.Placeholder placeholder -> filled(placeholder, message);
          });
    }
    return command;
  }

  private static String filled(CommandWord.Placeholder placeholder, Message message)
      throws ChannelException {
    var value = placeholder.of(message);
    if (value.startsWith("-")) {
      throw new ChannelException(
          value + " can't stand for " + placeholder + ": it starts with a hyphen");
    }
    return value.replace('\0', '\uFFFD'); // which ends a word
  }

  private static Map<String, String> environment(Message message) {
    var environment = new TreeMap<String, String>();
    for (var placeholder : CommandWord.Placeholder.values()) {
      environment.put("KNOCKGATE_" + placeholder.name(), placeholder.of(message));
    }
    environment.put("KNOCKGATE_JSON", message.json());
    environment.replaceAll((_, value) -> value.replace('\0', '\uFFFD'));
    return environment;
  }
}
