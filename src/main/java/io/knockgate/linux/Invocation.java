package io.knockgate.linux;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a program is to be run.
///
/// @param words the program, by its absolute path, and its arguments
/// @param environment what it finds in its environment, besides a path, a locale, its user and
///     that user's home, and its brand
/// @param directory where it runs
/// @param user who it runs as; null for our own user
public record Invocation(
    List<String> words, Map<String, String> environment, Path directory, @Nullable String user) {
  // All of util-linux, essential on Debian.
  /// Whoever started the daemon may have had it ignore signals, which a program would inherit
  /// (coreutils, essential on Debian).
  private static final List<String> DEFAULT_SIGNALS =
      List.of("/usr/bin/env", "--default-signal", "--");

  private static final String SETPRIV = "/usr/bin/setpriv";
  private static final String SETSID = "/usr/bin/setsid";
  private static final String CHOOM = "/usr/bin/choom";

  /// A session of its own: what is sent to the daemon's whole process group (Ctrl-C) doesn't reach
  /// it. Where memory runs out it goes before the daemon does (proc_pid_oom_score_adj(5)).
  private static final List<String> APART = List.of(CHOOM, "-n", "500", "--", SETSID);

  /// It gets no capability of ours and can't gain any, and dies with the thread that started it.
  private static final List<String> CONFINED =
      List.of("--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all", "--pdeathsig", "KILL");

  private static final int LONGEST_FIRST_LINE = 256; // BINPRM_BUF_SIZE
  private static final Pattern FIRST_LINE = Pattern.compile("#![ \t]*(/[^ \t\n]*)[ \t\n]");

  public Invocation {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /// What it comes to.
  ///
  /// @param words the whole command
  /// @param environment the whole environment
  record Prepared(List<String> words, Map<String, String> environment) {}

  /// How it is run with this brand.
  ///
  /// @throws LinuxException where it can't be run, as far as that can be seen before
  Prepared prepare(Brand brand) throws LinuxException {
    var account = user == null ? null : Account.named(user);
    return new Prepared(command(brand, account), environment(brand, account));
  }

  private Map<String, String> environment(Brand brand, @Nullable Account account) {
    var whole = new LinkedHashMap<>(Map.of("LC_ALL", "C.UTF-8", "PATH", Tool.PLACES));
    whole.putAll(account == null ? Account.ofOurs() : account.environment());
    whole.putAll(environment);
    whole.put(Brand.VARIABLE, Long.toString(brand.limit()));
    return whole;
  }

  private List<String> command(Brand brand, @Nullable Account account) throws LinuxException {
    var other = account == null || account.isOurs() ? null : account;
    if (other == null) {
      check();
    } else { // who may see what we can't
      other.checkSwitch();
    }
    if (!Files.isDirectory(directory)) {
      throw new LinuxException(
          "directory " + directory + " does not exist, or the daemon may not look at it");
    }
    var command = new ArrayList<>(DEFAULT_SIGNALS);
    command.addAll(brand.words());
    command.addAll(APART);
    command.add(SETPRIV);
    command.addAll(CONFINED);
    if (Capabilities.SETPCAP.isHeld()) {
      command.add("--bounding-set=-all");
    }
    if (other != null) {
      command.addAll(other.words());
    }
    command.add("--");
    command.addAll(words);
    return command;
  }

  private void check() throws LinuxException {
    var program = Path.of(words.getFirst());
    if (!Files.exists(program)) {
      throw new LinuxException(program + " does not exist");
    }
    if (!Files.isExecutable(program) || Files.isDirectory(program)) {
      throw new LinuxException(program + " can't be executed");
    }
    var interpreter = interpreter(program);
    if (!interpreter.isEmpty() && !new File(interpreter).exists()) {
      throw new LinuxException(
          "%s can't be run: its first line names %s, which does not exist%s"
              .formatted(
                  program,
                  interpreter.strip(),
                  interpreter.endsWith("\r") ? " (its lines end with CR LF: make that LF)" : ""));
    }
  }

  /// What the first line of a script names (execve(2)); the empty text where that can't be seen.
  private static String interpreter(Path program) {
    try (var in = Files.newInputStream(program)) {
      var head = new String(in.readNBytes(LONGEST_FIRST_LINE), StandardCharsets.ISO_8859_1);
      var first = FIRST_LINE.matcher(head);
      return first.lookingAt() ? first.group(1) : "";
    } catch (IOException unreadable) {
      return "";
    }
  }
}
