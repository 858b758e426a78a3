package io.knockgate.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.control.Answer;
import io.knockgate.control.ControlClient;
import io.knockgate.control.ControlException;
import io.knockgate.lab.Lab.Output;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A daemon in the gateway's namespace of a lab, with a configuration, state and socket of its own.
public final class RunningDaemon {
  /// What must come comes within that time, whatever the machine does besides.
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final List<String> LAUNCHERS_OPTIONS = launchersOptions();

  private final Lab lab;
  private final Path home;
  private final List<String> wrapper;
  private @Nullable Process process;

  private RunningDaemon(Lab lab, Path home, List<String> wrapper) {
    this.lab = lab;
    this.home = home;
    this.wrapper = wrapper;
  }

  /// Writes the configuration and starts the daemon.
  ///
  /// @param config config.yaml without `state:` and `control:`
  /// @param actions pairs of an action's name and its text
  public static RunningDaemon start(Lab lab, Path home, String config, String... actions)
      throws Exception {
    return startBy(List.of(), lab, home, config, actions);
  }

  /// The same, started by another program, such as `env`.
  ///
  /// @param wrapper that program and its arguments
  public static RunningDaemon startBy(
      List<String> wrapper, Lab lab, Path home, String config, String... actions) throws Exception {
    var daemon = new RunningDaemon(lab, home, wrapper);
    daemon.configure(config, actions);
    daemon.start();
    return daemon;
  }

  /// Writes its configuration, which it reads when it starts or is asked to.
  ///
  /// @param config config.yaml without `state:` and `control:`
  /// @param actions pairs of an action's name and its text; there are no others
  public void configure(String config, String... actions) throws IOException {
    var directory = Files.createDirectories(home.resolve("actions"));
    try (var old = Files.list(directory)) {
      for (var file : old.toList()) {
        Files.delete(file);
      }
    }
    Files.writeString(
        home.resolve("config.yaml"),
        config + "\nstate: %1$s/state\ncontrol: %1$s/control.sock\n".formatted(home));
    for (int i = 0; i < actions.length; i += 2) {
      Files.writeString(home.resolve("actions/" + actions[i] + ".yaml"), actions[i + 1]);
    }
  }

  /// Starts it, or starts it again, and waits until it answers.
  public void start() throws Exception {
    var started = launch();
    var log = home.resolve("log-" + started.pid());
    await("READY: " + log)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(LIMIT)
        .until(() -> !started.isAlive() || answers());
    assertThat(started.isAlive()).as(() -> read(log)).isTrue();
  }

  /// Starts it, or starts it again, and waits for nothing.
  public Process launch() throws IOException {
    var run = new ArrayList<>(List.of("setsid")); // stays the same process
    run.addAll(wrapper);
    run.addAll(List.of(command("run")));
    var started = lab.start(Place.GATEWAY, run.toArray(String[]::new));
    process = started;
    var log = home.resolve("log-" + started.pid());
    var output = started.getInputStream();
    Thread.ofVirtual().start(() -> copy(output, log));
    return started;
  }

  private boolean answers() {
    try {
      var client = new ControlClient(home.resolve("control.sock"));
      return client.ask("status", new JsonObject(), _ -> {}) instanceof Answer.Done;
    } catch (ControlException notYet) {
      return false;
    }
  }

  private static void copy(java.io.InputStream from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException gone) {
      // the process was killed while it wrote
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /// All that it has logged, over all its lives.
  public String log() throws IOException {
    var all = new StringBuilder();
    try (var files = Files.list(home)) {
      for (var file : files.filter(f -> f.getFileName().toString().startsWith("log-")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  /// Runs a command of ours in the gateway's namespace.
  public Output knockgate(String command, String... arguments) throws Exception {
    return lab.run(Place.GATEWAY, command(command, arguments));
  }

  /// `guard`, as at a boot after somebody broke the configuration.
  public Output guardWithBrokenConfiguration() throws Exception {
    var broken = Files.writeString(home.resolve("broken.yaml"), "gateway: [");
    var command = new ArrayList<>(List.of("env", "STATE_DIRECTORY=" + home.resolve("state")));
    command.addAll(java("guard", broken));
    return lab.run(Place.GATEWAY, command.toArray(String[]::new));
  }

  /// What `status --json` prints.
  public JsonObject status() throws Exception {
    return ask("status", new JsonObject()).getAsJsonObject();
  }

  /// Asks as a command of ours does, but without a process of its own.
  private JsonElement ask(String command, JsonObject arguments) throws Exception {
    var client = new ControlClient(home.resolve("control.sock"));
    return switch (client.ask(command, arguments, _ -> {})) {
      case Answer.Done(var result) -> result;
      case Answer.Failed(_, var error) -> throw new AssertionError(error);
    };
  }

  /// Asks, and doesn't mind where nobody answers.
  public void tryToAsk(String command, JsonObject arguments) {
    tryToAsk(command, arguments, _ -> {});
  }

  /// The same.
  ///
  /// @param news hears each line before the answer
  public void tryToAsk(String command, JsonObject arguments, Consumer<JsonObject> news) {
    try {
      new ControlClient(home.resolve("control.sock")).ask(command, arguments, news);
    } catch (ControlException dead) {
      // it was killed
    }
  }

  /// Lets it read its configuration again, as `knockgate reload` does.
  public Answer reload() throws Exception {
    return new ControlClient(home.resolve("control.sock")).ask("reload", new JsonObject(), _ -> {});
  }

  /// What is wrong, as `status` tells it; the empty text where nothing is.
  public String troubles() throws Exception {
    var troubles = status().getAsJsonObject("health").getAsJsonArray("troubles");
    return String.join("; ", troubles.asList().stream().map(JsonElement::getAsString).toList());
  }

  /// How many leases, jobs and events are not on the disk yet.
  public int unwritten() throws Exception {
    return status().getAsJsonObject("health").get("unwritten").getAsInt();
  }

  /// Waits until all that has happened so far is in the history.
  public void awaitWritten() {
    await().atMost(LIMIT).until(() -> unwritten() == 0);
  }

  /// The open leases.
  public JsonArray leases() throws Exception {
    return status().getAsJsonArray("leases");
  }

  /// `history --json`, newest first.
  public JsonArray history() throws Exception {
    var arguments = new JsonObject();
    arguments.addProperty("limit", 100);
    var history = new JsonArray();
    var client = new ControlClient(home.resolve("control.sock"));
    client.ask("history", arguments, news -> history.add(news.get("event")));
    return history;
  }

  /// The first line of the history for an event and action, once there is one.
  public JsonObject told(String event, String action) throws Exception {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                history().asList().stream()
                    .anyMatch(one -> is(one.getAsJsonObject(), event, action)));
    return history().asList().stream()
        .map(one -> one.getAsJsonObject())
        .filter(one -> is(one, event, action))
        .findFirst()
        .orElseThrow();
  }

  private static boolean is(JsonObject one, String event, String action) {
    return one.get("event").getAsString().equals(event)
        && one.get("action").getAsString().equals(action);
  }

  private String[] command(String command, String... arguments) {
    var words = new ArrayList<>(java(command, home.resolve("config.yaml")));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  /// A command of ours, as it is run from the classes under test.
  public static List<String> java(String command, Path config) {
    return java(command, "--config", config.toString());
  }

  /// With `-Dknockgate.program=FILE` it is that program which is run instead, such as the
  // package's.
  private static List<String> java(String... words) {
    var program = System.getProperty("knockgate.program");
    if (program != null) {
      var command = new ArrayList<>(List.of(program));
      command.addAll(List.of(words));
      return command;
    }
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(LAUNCHERS_OPTIONS);
    // What measures the tests' coverage measures it too.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.knockgate.cli.Main"));
    command.addAll(List.of(words));
    return command;
  }

  /// The JVM's options in the package's launcher: they decide what becomes of us where memory ends.
  private static List<String> launchersOptions() {
    var exec = read(Path.of("src/package/knockgate")).replaceFirst("(?s).*\nexec ", "");
    var options = Pattern.compile(" (-X\\S+)").matcher(exec).results();
    return options.map(option -> option.group(1)).toList();
  }

  /// `knockgate knock` at a host, or as a file says.
  ///
  /// @param words ports and options
  public static String[] client(String host, String... words) {
    var knock = new ArrayList<>(java("knock", host));
    knock.addAll(List.of(words));
    return knock.toArray(String[]::new);
  }

  /// `knockgate knock` on ports, with options.
  public static String[] client(String host, String[] ports, String... options) {
    var words = new ArrayList<>(List.of(ports));
    words.addAll(List.of(options));
    return client(host, words.toArray(String[]::new));
  }

  /// Its process's id.
  public long pid() {
    return process().pid();
  }

  /// Whether it lives.
  public boolean isAlive() {
    return process().isAlive();
  }

  /// Its exit code, once it has ended by itself.
  public int exit() {
    return process().exitValue();
  }

  /// Sends it a signal, such as `STOP`.
  public void signal(String name) throws Exception {
    lab.exec(Place.GATEWAY, "kill", "-" + name, Long.toString(pid()));
  }

  /// The directory of its configuration, with `state` below.
  public Path home() {
    return home;
  }

  /// kill -9.
  public void kill() throws Exception {
    process().destroyForcibly().waitFor();
  }

  /// A clean stop, as systemd does it.
  public void stop() throws Exception {
    process().destroy();
    process().waitFor();
  }

  /// A stop as a terminal does it: its whole process group is asked to end.
  public void stopGroup() throws Exception {
    var group = Long.toString(process().pid());
    lab.exec(Place.GATEWAY, "kill", "-TERM", "--", "-" + group);
    process().waitFor();
  }

  private Process process() {
    return Objects.requireNonNull(process);
  }
}
