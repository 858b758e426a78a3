package io.knockgate.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Our SLF4J provider, found by the service loader. The system property [#LEVEL] says from which
/// level up lines are told: `error`, `warn`, `info` (the default), `debug` or `trace`; from `debug`
/// on, with stack traces.
public final class LogProvider implements SLF4JServiceProvider {
  /// The system property that holds the level.
  public static final String LEVEL = "knockgate.log";

  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter mdc = new NOPMDCAdapter();
  private @Nullable ILoggerFactory loggers;

  @Override
  public void initialize() {
    var level = Severity.parse(System.getProperty(LEVEL, "info"));
    boolean journal = isJournal(System.getenv("JOURNAL_STREAM"), STDERR);
    boolean traces = level.toInt() <= Level.DEBUG.toInt();
    loggers =
        new LineLoggers(
            level, new Sink(System.err, Clock.system(ZoneId.systemDefault()), journal, traces));
  }

  /// Whether that file is what systemd says the journal reads: JOURNAL_STREAM holds its device and
  /// inode as `8:4711` (systemd.exec(5)). A program started from a service inherits the variable
  /// even if its output goes elsewhere, hence the comparison.
  static boolean isJournal(@Nullable String stream, Path file) {
    if (stream == null) {
      return false;
    }
    try {
      var attributes = Files.readAttributes(file, "unix:dev,ino");
      return stream.equals(attributes.get("dev") + ":" + attributes.get("ino"));
    } catch (IOException noSuchFile) {
      return false;
    }
  }

  @Override
  public @Nullable ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
