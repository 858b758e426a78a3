package io.knockgate.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-22T12:34:56Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void theServiceLoaderFindsOurProvider() {
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(LineLoggers.class);
  }

  @Test
  void aTerminalGetsTimeAndLevel() {
    terminal(Level.INFO).info("listening on {} of {}", "wan0", 2);
    assertThat(lines()).containsExactly("12:34:56 INFO listening on wan0 of 2");
  }

  @Test
  void theJournalGetsPrioritiesAndNoTimes() {
    var log = journal(Level.TRACE);
    log.error("e");
    log.warn("w");
    log.info("i");
    log.debug("d");
    log.trace("t");
    assertThat(lines()).containsExactly("<3>e", "<4>w", "<6>i", "<7>d", "<7>t");
  }

  @Test
  void whatIsBelowTheLevelIsNotTold() {
    var log = journal(Level.WARN);
    log.info("no");
    log.warn("yes");
    assertThat(lines()).containsExactly("<4>yes");
  }

  @Test
  void aMessageCanNotForgeALineNorSteerATerminal() {
    journal(Level.INFO)
        .info("from {}", "a\n<3>forged\r\u001b[2J\u2028\u202e\u0000\u0085\ud800 ü ☂");
    assertThat(lines())
        .containsExactly(
            "<6>from a\\n<3>forged\\u000d\\u001b[2J\\u2028\\u202e\\u0000\\u0085\\ud800 ü ☂");
  }

  @Test
  void aCauseIsOneLine() {
    var root = new IOException("disk full\nno space");
    journal(Level.INFO).warn("can't save", new IllegalStateException("store", root));
    assertThat(lines())
        .containsExactly(
            "<4>can't save; cause: IllegalStateException: store;"
                + " cause: IOException: disk full\\nno space");
  }

  @Test
  void atDebugACauseHasItsTraceWithAPriorityOnEachLine() {
    journal(Level.DEBUG).warn("can't save {}", 7, new IOException("disk full"));
    assertThat(lines()).startsWith("<4>can't save 7", "<4>cause: IOException: disk full");
    assertThat(lines()).hasSizeGreaterThan(3).allMatch(line -> line.startsWith("<4>"));
    assertThat(lines().get(2)).startsWith("<4>  at io.knockgate.log.LogTest.");
  }

  @Test
  void aCauseThatIsItsOwnCauseEnds() {
    var one = new IOException("one");
    var other = new IOException("other", one);
    one.initCause(other);
    journal(Level.INFO).warn("circle", one);
    assertThat(lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "org.quartz.core.QuartzScheduler, INFO, false",
    "com.zaxxer.hikari.HikariDataSource, INFO, false",
    "org.sqlite.SQLiteJDBCLoader, INFO, false",
    "org.quartz.core.QuartzScheduler, DEBUG, true",
    "io.knockgate.daemon.Daemon, INFO, true",
  })
  void talkativeLibrariesAreQuietUnlessAsked(String name, Level level, boolean heard) {
    var log = new LineLoggers(level, sink(false, false)).getLogger(name);
    assertThat(log.isInfoEnabled()).isEqualTo(heard);
    assertThat(log.isWarnEnabled()).isTrue();
    assertThat(log.isDebugEnabled()).isEqualTo(level == Level.DEBUG);
  }

  @Test
  void aLibraryIsNeverToldAboveTheLevel() {
    var log = new LineLoggers(Level.ERROR, sink(false, false)).getLogger("org.quartz.core");
    assertThat(log.isWarnEnabled()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"error, ERROR", "debug, DEBUG", "DEBUG, INFO", "loud, INFO", "'', INFO"})
  void aLevelIsReadAsWritten(String text, Level level) {
    assertThat(Severity.parse(text)).isEqualTo(level);
  }

  @Test
  void theJournalIsKnownByItsInode(@TempDir Path directory) throws IOException {
    var file = Files.createFile(directory.resolve("stderr"));
    var other = Files.createFile(directory.resolve("other"));
    var identity =
        Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    assertThat(LogProvider.isJournal(identity, file)).isTrue();
    assertThat(LogProvider.isJournal(identity, other)).isFalse();
    assertThat(LogProvider.isJournal(identity, directory.resolve("missing"))).isFalse();
    assertThat(LogProvider.isJournal(null, file)).isFalse();
    assertThat(LogProvider.isJournal("8:x", file)).isFalse();
  }

  private Logger terminal(Level level) {
    return new LineLoggers(level, sink(false, false)).getLogger("io.knockgate");
  }

  private Logger journal(Level level) {
    boolean traces = level.toInt() <= Level.DEBUG.toInt();
    return new LineLoggers(level, sink(true, traces)).getLogger("io.knockgate");
  }

  private Sink sink(boolean journal, boolean traces) {
    return new Sink(new PrintStream(written, true, UTF_8), NOON, journal, traces);
  }

  private List<String> lines() {
    return written.toString(UTF_8).lines().toList();
  }
}
