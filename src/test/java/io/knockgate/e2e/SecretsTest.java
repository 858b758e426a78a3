package io.knockgate.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import io.knockgate.lab.TimedKnocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon with every kind of secret, which tells all that it can tell, hears good knocks and bad
/// ones, and runs jobs: no secret is in what it logs, answers and keeps, in its command line, or in
/// what its jobs see.
@Tag("kernel")
class SecretsTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String HOOK = "c2VjcmV0IG9mIHRoZSB3ZWJob29rISEh";

  /// By file, beside those of [TimedKnocks].
  private static final Map<String, String> WRITTEN =
      Map.of(
          "phrase", "open-sesame-says-Ali-Baba",
          "hook.key", "whsec_" + HOOK,
          "ntfy.token", "tk_thetokenofthetopic",
          "once", "52001 51002 53003 50004");

  /// In the addresses of the channels.
  private static final List<String> ADDRESSES = List.of("T0PICT0PIC", "H00KPATHH00K");

  @TempDir Path home;
  private Lab lab;
  private RunningDaemon daemon;
  private TimedKnocks knocks;

  @BeforeEach
  void start() throws Exception {
    lab = Lab.open();
    knocks = new TimedKnocks(lab, home.resolve("keys"));
    for (var secret : WRITTEN.entrySet()) {
      var file = Files.writeString(home.resolve(secret.getKey()), secret.getValue() + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    daemon =
        RunningDaemon.startBy(
            List.of("env", "JAVA_TOOL_OPTIONS=-Dknockgate.log=trace"),
            lab,
            home.resolve("daemon"),
            config(),
            "open-ssh",
            "open: {port: tcp/22}\nfor: 5m\nnotify: [phone, ops]\n",
            "look",
            """
            run: {command: [/bin/sh, -c, "env; cat /proc/$PPID/cmdline; ls -l /proc/self/fd"], timeout: 1m}
            notify: [phone, ops]
            """);
  }

  private String config() throws IOException {
    return """
    gateway: {wan: [wan], guard: [tcp/22]}
    notify:
      phone: {ntfy: "http://127.0.0.1:9/T0PICT0PIC", token: "file:%1$s/ntfy.token"}
      ops: {webhook: "http://127.0.0.1:9/H00KPATHH00K", secret: "file:%1$s/hook.key"}
    %2$s  once: {one-time: {file: %1$s/once}, action: look}
      prototype:
        encrypted: {cipher: blowfish, ports: 745-1000, passphrase: "file:%1$s/phrase"}
        action: open-ssh
    """
        .formatted(home, knocks.config());
  }

  @AfterEach
  void end() throws Exception {
    daemon.stop();
    lab.close();
  }

  @Test
  void noSecretIsToldToAnybody() throws Exception {
    var strangers = new TimedKnocks(lab, home.resolve("others"));
    for (var knock : TimedKnocks.NAMES) {
      knocks.send(knock, Instant.now());
      knocks.send(knock, Instant.now().minus(Duration.ofDays(1)));
      strangers.send(knock, Instant.now());
    }
    for (int times = 0; times < 2; times++) {
      lab.exec(
          Place.CLIENT, "knock", "-d", "2", Lab.GATEWAY_V4, "52001", "51002", "53003", "50004");
    }
    assertThat(daemon.told("granted", "open-ssh").get("client").getAsString()).isNotEmpty();
    assertThat(daemon.told("refused", "look").get("reason").getAsString()).contains("already used");
    await().atMost(LIMIT).until(() -> daemon.history().toString().contains("KNOCKGATE_SOURCE"));

    var secrets = new ArrayList<>(knocks.secrets());
    secrets.addAll(WRITTEN.values());
    secrets.addAll(ADDRESSES);
    secrets.add(HOOK);
    var told = told();
    daemon.signal("TERM"); // and not stop(), which hears no more of what it says
    for (var channel : List.of("phone", "ops")) {
      await().atMost(LIMIT).until(() -> daemon.log().contains(channel + " could not be told of"));
    }
    told.put("log", daemon.log());
    assertThat(told.get("log")).contains(" TRACE ");
    for (var secret : secrets) {
      told.forEach((where, text) -> assertThat(text.contains(secret)).as(where).isFalse());
    }
  }

  /// All that others may see, by where.
  private Map<String, String> told() throws Exception {
    var told = new TreeMap<String, String>();
    told.put("log", daemon.log());
    told.put("history", daemon.knockgate("history", "--output").text());
    told.put("history in JSON", daemon.history().toString());
    told.put("status", daemon.status().toString());
    var process = Path.of("/proc", Long.toString(daemon.pid()));
    told.put("its command line", Files.readString(process.resolve("cmdline"), ISO_8859_1));
    told.put("its environment", Files.readString(process.resolve("environ"), ISO_8859_1));
    told.put("the table", lab.exec(Place.GATEWAY, "nft", "list", "ruleset"));
    try (var files = Files.walk(daemon.home().resolve("state"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        told.put(file.getFileName().toString(), new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
    return told;
  }
}
