package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.Recipes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The recipes of docs/recipes.md, as they stand there: their actions, what prepares them and the
/// NAS's `authorized_keys`, with real programs over real ssh. What is replaced are directories,
/// users and the interface, by this lab's.
@Tag("kernel")
class RecipesTest extends EndToEnd {
  @Override
  String config() {
    return "gateway: {wan: [wan], guard: [tcp/22]}\n" + Recipes.block("yaml config");
  }

  @Override
  String[] actions() {
    var actions = new ArrayList<String>();
    for (var name :
        List.of(
            "restic-nas", "borg-nas", "rsync-nas", "dump-sqlite", "dump-postgres", "wake-nas")) {
      actions.addAll(List.of(name, here(Recipes.action(name))));
    }
    return actions.toArray(String[]::new);
  }

  /// The recipe's text, for this lab.
  private String here(String recipe) {
    return recipe
        .replace("/var/lib/knockgate", gatewayHome().toString())
        .replace("/srv/data", data().toString())
        .replace("/srv/", home("backups") + "/")
        .replace("runuser -u knockgate -- ", "")
        .replace("-o knockgate -g knockgate ", "")
        .replace("User gateway", "User root")
        .replace("sudo systemctl suspend", "touch " + home("suspended"))
        .replace("interface: lan0", "interface: lan");
  }

  private Path gatewayHome() {
    return home("gateway-user");
  }

  private Path data() {
    return home("data");
  }

  /// A mount namespace in which root's home is a directory of ours: ssh believes /etc/passwd.
  @Override
  List<String> wrapper() {
    try {
      var passwd =
          Files.readString(Path.of("/etc/passwd"))
              .replaceFirst("(?m)^(root:.*):[^:]*:([^:]*)$", "$1:" + gatewayHome() + ":$2");
      var file = Files.writeString(home("passwd"), passwd);
      return List.of("sh", "-c", "mount --bind \"$0\" /etc/passwd && exec \"$@\"", file.toString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @BeforeAll
  void prepare() throws Exception {
    Files.createDirectories(data());
    for (var directory : List.of("restic", "borg", "rsync")) {
      Files.createDirectories(home("backups").resolve(directory));
    }
    var ssh = Files.createDirectories(gatewayHome().resolve(".ssh"));
    Files.writeString(ssh.resolve("config"), here(Recipes.block("ssh-config .ssh/config")));
    prepare(Recipes.makeKeys());
    var authorized = Recipes.authorizedKeys(key -> Files.readString(ssh.resolve(key + ".pub")));
    Files.writeString(home("nas").resolve("key.pub"), here(authorized), StandardOpenOption.APPEND);
    prepare(Recipes.block("sh restic"));
    prepare(Recipes.block("sh borg"));
  }

  /// Runs what a recipe says is to be done once.
  private void prepare(String script) throws Exception {
    var command = new ArrayList<>(wrapper());
    command.addAll(List.of("bash", "-ec", here(script)));
    lab.exec(Place.GATEWAY, command.toArray(String[]::new));
  }

  @BeforeEach
  void fillTheDirectory() throws Exception {
    Files.writeString(data().resolve("letter.txt"), "Dear Alice");
    Files.deleteIfExists(unreadable());
  }

  /// A file of somebody else's, whom a job without capabilities can't read, though root runs it.
  private Path unreadable() {
    return data().resolve("secret.txt");
  }

  private void someFileIsUnreadable() throws Exception {
    Files.writeString(unreadable(), "mine");
    lab.exec(Place.GATEWAY, "chown", "nobody", unreadable().toString());
    lab.exec(Place.GATEWAY, "chmod", "600", unreadable().toString());
  }

  @Test
  void aKnockBacksUpADirectoryToTheNasWithRestic() throws Exception {
    knock(GATEWAY_V4, "61001", "33002", "47003", "29004");
    var told = end("restic-nas");
    assertThat(told.get("stage").getAsString()).as(told.toString()).isEqualTo("done");
    assertThat(told.get("source").getAsString()).isEqualTo(CLIENT_V4);
    assertThat(told.get("output").getAsString()).containsPattern("snapshot [0-9a-f]{8} saved");
    assertThat(daemon.knockgate("history").text()).contains("done").contains(" saved");
    assertThat(restored().resolve("letter.txt")).hasContent("Dear Alice");
  }

  @Test
  void resticsExitCode3IsAWarning() throws Exception {
    someFileIsUnreadable();
    assertWarned("restic-nas", 3);
    assertThat(restored().resolve("letter.txt")).hasContent("Dear Alice");
  }

  @Test
  void borgToTheNasAndItsExitCode1IsAWarning() throws Exception {
    assertDone("borg-nas");
    someFileIsUnreadable();
    assertWarned("borg-nas", 1);
    var archives =
        lab.exec(
            Place.HOST,
            "env",
            "BORG_PASSCOMMAND=cat " + gatewayHome().resolve("borg.password"),
            "BORG_RELOCATED_REPO_ACCESS_IS_OK=yes",
            "BORG_BASE_DIR=" + home("borg-of-the-nas"),
            "borg",
            "list",
            "--short",
            home("backups").resolve("borg").toString());
    assertThat(archives.lines()).hasSize(2);
  }

  @Test
  void rsyncToTheNasAndItsExitCode23IsAWarning() throws Exception {
    var copy = home("backups").resolve("rsync/data");
    assertDone("rsync-nas");
    assertThat(copy.resolve("letter.txt")).hasContent("Dear Alice");
    Files.writeString(data().resolve("letter.txt"), "Dear Alice and Bob");
    someFileIsUnreadable();
    assertWarned("rsync-nas", 23);
    assertThat(copy.resolve("letter.txt")).hasContent("Dear Alice and Bob");
    assertThat(copy.resolve("secret.txt")).doesNotExist();
  }

  @Test
  void aDumpOfADatabaseIsSentToTheNas() throws Exception {
    sqlite(data().resolve("app.db"), "create table t(a); insert into t values('kept')");
    assertDone("dump-sqlite");
    assertThat(sqlite(home("backups").resolve("rsync/app.db"), "select a from t"))
        .isEqualTo("kept\n");
  }

  private String sqlite(Path database, String statements) throws Exception {
    return lab.exec(Place.GATEWAY, "sqlite3", database.toString(), statements);
  }

  @Test
  void aNasThatSleepsIsReachedAndPutToSleepAgain() throws Exception {
    assertThat(daemon.knockgate("trigger", "wake-nas", "--source", CLIENT_V4).exit()).isZero();
    assertThat(nas.ssh(CLIENT_V4, GATEWAY_V4, 2222, "echo $WHO").text()).isEqualTo("nas\n");
    assertThat(home("suspended")).doesNotExist();
    assertThat(daemon.knockgate("close", "wake-nas").exit()).isZero();
    eventually(() -> Files.exists(home("suspended")));
    assertThat(opens(2222)).isFalse();
  }

  private void assertDone(String action) throws Exception {
    var answer = daemon.knockgate("trigger", action);
    assertThat(answer.exit()).as(answer.text()).isZero();
    assertThat(end(action).get("stage").getAsString()).isEqualTo("done");
  }

  private void assertWarned(String action, int exit) throws Exception {
    var answer = daemon.knockgate("trigger", action);
    assertThat(answer.exit()).as(answer.text()).isEqualTo(exit);
    var told = end(action);
    assertThat(told.get("stage").getAsString()).isEqualTo("done");
    assertThat(told.get("exit").getAsInt()).isEqualTo(exit);
    assertThat(told.get("reason").getAsString()).contains("warning").contains("exit " + exit);
    assertThat(told.get("output").getAsString()).contains("secret.txt");
  }

  /// How the last job of an action ended, once one has.
  private JsonObject end(String action) throws Exception {
    eventually(() -> daemon.status().getAsJsonArray("jobs").isEmpty() && !events(action).isEmpty());
    daemon.awaitWritten();
    return events(action).getFirst();
  }

  private List<JsonObject> events(String action) throws Exception {
    return daemon.history().asList().stream()
        .map(event -> event.getAsJsonObject())
        .filter(event -> event.get("event").getAsString().equals("job"))
        .filter(event -> event.get("action").getAsString().equals(action))
        .toList();
  }

  private Path restored() throws Exception {
    var target = home("restored");
    lab.exec(
        Place.HOST,
        "restic",
        "--no-cache",
        "--quiet",
        "--repo=" + home("backups").resolve("restic"),
        "--password-file=" + gatewayHome().resolve("restic.password"),
        "restore",
        "latest",
        "--target=" + target);
    return target.resolve(data().toString().substring(1));
  }
}
