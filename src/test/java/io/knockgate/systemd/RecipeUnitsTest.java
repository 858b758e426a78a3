package io.knockgate.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.lab.Recipes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Recipes as they stand in docs/recipes.md, within the walls of the real units: backups, by the
/// daemon and as units of their own, and a service that polkit lets it start. Gateway and NAS are
/// one machine here.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecipeUnitsTest {
  private static final String KNOCKGATE = "/usr/lib/knockgate/bin/knockgate";
  private static final String NAS = "10.20.0.5";
  private static final String CONFIG =
      "gateway: {wan: [wan0], guard: [tcp/22, tcp/443]}\n" + Recipes.block("yaml config");
  private static final String JOBS = "jobs: {socket: /run/knockgate/job.sock}\n";

  private static final List<String> ACTIONS =
      List.of("restic-nas", "borg-nas", "rsync-nas", "dump-sqlite");

  @TempDir private static Path home;

  private Box box;

  @BeforeAll
  void boot() throws Exception {
    box = Box.boot(home);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> box.property("multi-user.target", "ActiveState").equals("active"));
    box.exec("ip", "addr", "add", NAS, "dev", "lo");
    box.exec("useradd", "--create-home", "--shell", "/bin/sh", "gateway");
    box.exec("mkdir", "-p", "/srv/data", "/run/sshd", "/home/gateway/.ssh");
    box.exec("chown", "gateway", "/srv");
    box.write("/srv/data/letter.txt", "Dear Alice");
    box.exec("sqlite3", "/srv/data/app.db", "create table t(a)");
    box.exec("ssh-keygen", "-A");
    box.exec("systemd-run", "--unit=nas", "/usr/sbin/sshd", "-D");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> box.exec("ss", "-Hltn", "sport = :22").contains(":22"));
  }

  @AfterAll
  void end() throws Exception {
    box.end();
  }

  @Test
  void asChildrenOfTheDaemon() throws Exception {
    assertDone("knockgate", CONFIG);
  }

  @Test
  void asUnitsOfTheirOwn() throws Exception {
    box.exec("systemctl", "start", "knockgate-job.socket");
    assertDone("knockgate-job", CONFIG + JOBS);
  }

  @Test
  void aServiceRunsOnlyWhileSomebodyUsesIt() throws Exception {
    box.exec("systemctl", "start", "dbus.socket");
    unit("photos.service", "[Service]\nExecStart=/usr/bin/nc -lk 127.0.0.1 443\n");
    unit("photos-off.service", Recipes.block("ini photos-off.service"));
    box.exec("systemctl", "daemon-reload");
    var rules = Files.readString(Path.of("systemd/knockgate-start.rules"));
    box.write(
        "/etc/polkit-1/rules.d/knockgate-start.rules",
        rules.replaceFirst("(?m)^  var units = .*\\n", Recipes.block("js photos")));
    box.write("/etc/knockgate/config.yaml", CONFIG);
    action("restic-nas", "knockgate");
    action("photos", "knockgate");
    box.exec("systemctl", "restart", "knockgate");

    var answer = box.run(KNOCKGATE, "trigger", "photos", "--source", "198.51.100.10");
    assertThat(answer.exit()).as(answer.text()).isZero();
    assertThat(box.property("photos.service", "ActiveState")).isEqualTo("active");
    assertThat(box.exec(KNOCKGATE, "close", "photos")).startsWith("closed ");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> box.property("photos.service", "ActiveState").equals("inactive"));
  }

  private void unit(String name, String text) throws Exception {
    box.write("/etc/systemd/system/" + name, text);
  }

  private void action(String name, String user) throws Exception {
    box.write("/etc/knockgate/actions/" + name + ".yaml", as(user, Recipes.action(name)));
  }

  private void assertDone(String user, String config) throws Exception {
    prepare(user);
    box.write("/etc/knockgate/config.yaml", config);
    for (var action : ACTIONS) {
      action(action, user);
    }
    box.exec("systemctl", "restart", "knockgate");
    for (var action : ACTIONS) {
      var answer = box.run(KNOCKGATE, "trigger", action);
      assertThat(answer.exit()).as(answer.text()).isZero();
    }
    assertThat(box.exec("stat", "-c", "%U", "/var/lib/" + user + "/restic.cache"))
        .isEqualTo(user + "\n");
    box.exec("test", "-s", "/srv/rsync/data/letter.txt");
    box.exec("test", "-s", "/srv/rsync/app.db");
  }

  /// Does what the recipes say is to be done once, for a user's jobs.
  private void prepare(String user) throws Exception {
    box.exec("rm", "-rf", "/srv/restic", "/srv/borg", "/srv/rsync");
    box.exec("install", "-d", "-o", "gateway", "/srv/rsync");
    box.exec("bash", "-ec", as(user, Recipes.makeKeys()));
    var ssh = "/var/lib/" + user + "/.ssh/";
    box.write(ssh + "config", Recipes.block("ssh-config .ssh/config"));
    var authorized = Recipes.authorizedKeys(key -> box.exec("cat", ssh + key + ".pub"));
    box.write("/home/gateway/.ssh/authorized_keys", authorized);
    box.exec("chown", "-R", "gateway", "/home/gateway/.ssh");
    box.exec("bash", "-ec", as(user, Recipes.block("sh restic")));
    box.exec("bash", "-ec", as(user, Recipes.block("sh borg")));
  }

  /// The recipe's text for another user, as it says.
  private static String as(String user, String recipe) {
    return recipe.replace("knockgate", user);
  }
}
