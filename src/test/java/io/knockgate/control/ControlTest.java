package io.knockgate.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.knockgate.control.Answer.Done;
import io.knockgate.control.Answer.Failed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ends of the socket, over a real one.
class ControlTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /// Who asks at once is in time, on a slow machine too.
  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final Map<String, Command> commands =
      Map.of(
          "echo", (request, _) -> new Done(request.arguments()),
          "who", (request, _) -> new Done(new JsonPrimitive(request.user())),
          "nothing", (_, _) -> new Done(JsonNull.INSTANCE),
          "refuse", (_, _) -> new Failed(Exit.DATA, "there is no lease k3v9q2ma"),
          "count", this::count,
          "wait", this::waitForRelease,
          "follow", this::follow,
          "break",
              (_, _) -> {
                throw new IllegalStateException("a secret detail");
              },
          "much", (_, _) -> new Done(new JsonPrimitive("x".repeat(5_000_000))));

  private final SpareDescriptor spare = new SpareDescriptor();
  private Path socket = Path.of("control.sock");
  private @Nullable ControlServer server;

  @BeforeEach
  void chooseASocket() {
    socket = directory.resolve("control.sock");
  }

  @AfterEach
  void stop() throws Exception {
    released.countDown();
    spare.close();
    if (server != null) {
      server.close();
    }
  }

  @Test
  void nobodyIsToldToJoinRootsGroup() {
    assertThat(ControlClient.remedy("alice", "root")).isEqualTo("ask as root");
    assertThat(ControlClient.remedy("alice", "knockgate"))
        .endsWith("`usermod -aG knockgate alice`");
  }

  private Answer count(Request request, Consumer<JsonObject> progress) {
    for (int i = 1; i <= 3; i++) {
      progress.accept(argument("step", i));
    }
    return new Done(new JsonPrimitive(3));
  }

  private Answer waitForRelease(Request request, Consumer<JsonObject> progress)
      throws InterruptedException {
    started.countDown();
    try {
      released.await();
      progress.accept(argument("step", 1));
      return new Done(JsonNull.INSTANCE);
    } catch (InterruptedException stopping) {
      interrupted.set(true);
      throw stopping;
    }
  }

  /// Tells nothing, time and again, as who follows a job that is silent is told.
  private Answer follow(Request request, Consumer<JsonObject> progress)
      throws InterruptedException {
    try {
      while (true) {
        progress.accept(new JsonObject());
        started.countDown();
        if (released.await(1, TimeUnit.MILLISECONDS)) {
          return new Done(JsonNull.INSTANCE);
        }
      }
    } catch (InterruptedException gone) {
      interrupted.set(true);
      throw gone;
    }
  }

  @Test
  void whoFollowsAndHangsUpIsNoticedWhereNothingIsToldAndLeavesThePlace() throws Exception {
    start(LONG);
    try (var gone = connect()) {
      gone.write(ByteBuffer.wrap("{\"command\":\"follow\"}\n".getBytes(UTF_8)));
      started.await();
    }
    await().atMost(LONG).untilTrue(interrupted);
    assertThat(ask("nothing")).isInstanceOf(Done.class);
  }

  @Test
  void aCommandIsAnswered() throws Exception {
    start(LONG);
    assertThat(ask("echo", argument("lease", "ü\n\"x")))
        .isEqualTo(new Done(argument("lease", "ü\n\"x")));
    assertThat(ask("nothing")).isEqualTo(new Done(JsonNull.INSTANCE));
    assertThat(ask("refuse")).isEqualTo(new Failed(Exit.DATA, "there is no lease k3v9q2ma"));
  }

  @Test
  void progressIsToldOnTheWay() throws Exception {
    start(LONG);
    var told = new JsonArray();
    var answer = new ControlClient(socket).ask("count", new JsonObject(), told::add);
    assertThat(told).hasToString("[{\"step\":1},{\"step\":2},{\"step\":3}]");
    assertThat(answer).isEqualTo(new Done(new JsonPrimitive(3)));
  }

  @Test
  void theKernelSaysWhoAsks() throws Exception {
    start(LONG);
    assertThat(ask("who")).isEqualTo(new Done(new JsonPrimitive(System.getProperty("user.name"))));
  }

  @Test
  void aLongAnswerArrives() throws Exception {
    start(LONG);
    assertThat(ask("much")).isEqualTo(new Done(new JsonPrimitive("x".repeat(5_000_000))));
  }

  @Test
  void anUnknownCommandIsToldWhatThereIs() throws Exception {
    start(LONG);
    assertThat(ask("stauts"))
        .isEqualTo(
            new Failed(
                Exit.USAGE,
                "this daemon has no command \"stauts\"; it knows break, count, echo, follow, much,"
                    + " nothing, refuse, wait, who"));
  }

  @Test
  void aBugInACommandIsNotShownToTheUser() throws Exception {
    start(LONG);
    assertThat(ask("break"))
        .isEqualTo(new Failed(Exit.IO, "the command failed: knockgate's log says why"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "7",
        "{",
        "{}{}",
        "{'command':'echo'}",
        "{\"command\":7}",
        "{\"command\":\"echo\",\"arguments\":[]}",
        "{\"command\":{}}",
        "{\"command\":\"echo\"} x"
      })
  void whatIsNoRequestIsRefused(String line) throws Exception {
    start(LONG);
    assertThat(raw(line + "\n")).startsWith("{\"exit\":65,\"error\":\"");
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    start(LONG);
    assertThat(raw("{\"command\":" + "[".repeat(60_000) + "\n"))
        .isEqualTo("{\"exit\":65,\"error\":\"a line is one JSON object\"}");
  }

  @Test
  void aRequestThatIsTooLongIsRefused() throws Exception {
    start(LONG);
    assertThat(raw("x".repeat(64 * 1024 + 1)))
        .isEqualTo("{\"exit\":65,\"error\":\"a line has at most 65536 bytes\"}");
  }

  @Test
  void aClientThatAsksTooSlowlyIsHungUpOn() throws Exception {
    start(SHORT);
    try (var slow = connect()) {
      slow.write(ByteBuffer.wrap("{\"comm".getBytes(UTF_8)));
      assertThat(slow.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aClientThatDoesNotReadIsHungUpOn() throws Exception {
    start(SHORT);
    try (var deaf = connect()) {
      deaf.write(ByteBuffer.wrap("{\"command\":\"much\"}\n".getBytes(UTF_8)));
      await().atMost(LONG).until(() -> isHungUp(deaf));
    }
  }

  @Test
  void aCommandMayTakeLongerThanAClient() throws Exception {
    start(SHORT);
    var answer = CompletableFuture.supplyAsync(() -> askUnchecked("wait"));
    started.await();
    try (var slow = connect()) {
      assertThat(slow.read(ByteBuffer.allocate(1))).as("hung up on, so time is over").isEqualTo(-1);
    }
    released.countDown();
    assertThat(answer.get()).isEqualTo(new Done(JsonNull.INSTANCE));
  }

  @Test
  void aClientThatHangsUpDisturbsNobody() throws Exception {
    start(LONG);
    try (var gone = connect()) {
      gone.write(ByteBuffer.wrap("{\"command\":\"wait\"}\n".getBytes(UTF_8)));
      started.await();
    }
    released.countDown();
    assertThat(ask("nothing")).isInstanceOf(Done.class);
  }

  @Test
  void idleConnectionsAreBounded() throws Exception {
    start(LONG);
    var idle = new ArrayList<SocketChannel>();
    try {
      for (int i = 0; i < ControlServer.MOST; i++) {
        idle.add(connect());
      }
      assertThat(ask("nothing"))
          .isEqualTo(
              new Failed(
                  Exit.UNAVAILABLE,
                  "knockgate answers too many commands already: try again in a while"));
      idle.removeLast().close();
      await().atMost(LONG).untilAsserted(() -> assertThat(ask("nothing")).isInstanceOf(Done.class));
    } finally {
      for (var channel : idle) {
        channel.close();
      }
    }
  }

  @Test
  void stoppingInterruptsCommandsAndSaysSo() throws Exception {
    start(LONG);
    var answer = CompletableFuture.supplyAsync(() -> askUnchecked("wait"));
    started.await();
    stopServer();
    assertThat(answer.get()).isEqualTo(new Failed(Exit.UNAVAILABLE, "knockgate is being stopped"));
    assertThat(interrupted).isTrue();
    assertThat(socket).doesNotExist();
  }

  @Test
  void onlyTheOwnerAndTheGroupMayAsk() throws Exception {
    start(LONG);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-rw----");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(socket);
    }
  }

  @Test
  void aSocketThatADeadDaemonLeftIsTakenOver() throws Exception {
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    start(LONG);
    assertThat(ask("nothing")).isInstanceOf(Done.class);
  }

  @Test
  void aSecondDaemonIsRefusedAndTheFirstStays() throws Exception {
    start(LONG);
    assertThatThrownBy(() -> ControlServer.start(socket, commands, spare))
        .isInstanceOf(ControlException.class)
        .hasMessage(
            "another knockgate answers at %s: stop it first, or give this one a `control:` of its own",
            socket);
    assertThat(ask("nothing")).isInstanceOf(Done.class);
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws Exception {
    Files.writeString(socket, "precious");
    assertThatThrownBy(() -> ControlServer.start(socket, commands, spare))
        .isInstanceOf(ControlException.class)
        .hasMessage(
            "%s is in the way of the control socket and is no socket: move it away", socket);
    assertThat(socket).hasContent("precious");
  }

  @Test
  void aDirectoryThatIsMissingIsToldWithTheFix() {
    var nowhere = directory.resolve("missing/control.sock");
    assertThatThrownBy(() -> ControlServer.start(nowhere, commands, spare))
        .isInstanceOf(ControlException.class)
        .hasMessageStartingWith("the control socket " + nowhere + " can't be made (")
        .hasMessageEndingWith("): its directory must exist and be writable");
  }

  @Test
  void withoutADaemonTheClientSaysHowToStartIt() {
    assertThatThrownBy(() -> ask("status"))
        .hasMessage(
            "knockgate is not running: nothing answers at %s;"
                + " start it with `systemctl start knockgate`",
            socket)
        .extracting(thrown -> ((ControlException) thrown).exit())
        .isEqualTo(Exit.UNAVAILABLE);
  }

  @Test
  void aDaemonThatFallsSilentIsTold() throws Exception {
    try (var dumb = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dumb.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> hangUpOnTheFirst(dumb));
      assertThatThrownBy(() -> ask("status"))
          .hasMessageStartingWith("knockgate at " + socket + " broke off")
          .extracting(thrown -> ((ControlException) thrown).exit())
          .isEqualTo(Exit.IO);
    }
  }

  private static void hangUpOnTheFirst(ServerSocketChannel server) {
    try (var client = server.accept()) {
      client.read(ByteBuffer.allocate(1000));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private void start(Duration patience) throws ControlException {
    server = ControlServer.start(socket, commands, spare, patience);
  }

  private void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  private Answer ask(String command) throws ControlException {
    return ask(command, new JsonObject());
  }

  private Answer ask(String command, JsonObject arguments) throws ControlException {
    return new ControlClient(socket).ask(command, arguments, _ -> {});
  }

  private Answer askUnchecked(String command) {
    try {
      return ask(command);
    } catch (ControlException failed) {
      throw new AssertionError(failed);
    }
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private static boolean isHungUp(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(new byte[1]));
      return false;
    } catch (IOException brokenPipe) {
      return true;
    }
  }

  private String raw(String request) throws IOException {
    try (var channel = connect()) {
      channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
      return readAll(channel).strip();
    }
  }

  private static String readAll(SocketChannel channel) throws IOException {
    var buffer = ByteBuffer.allocate(1 << 16);
    var text = new StringBuilder();
    while (channel.read(buffer) >= 0) {
      text.append(UTF_8.decode(buffer.flip()));
      buffer.clear();
    }
    return text.toString();
  }

  private static JsonObject argument(String name, Object value) {
    var arguments = new JsonObject();
    arguments.add(
        name,
        value instanceof Number number
            ? new JsonPrimitive(number)
            : new JsonPrimitive(value.toString()));
    return arguments;
  }
}
