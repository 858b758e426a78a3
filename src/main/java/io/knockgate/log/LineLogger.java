package io.knockgate.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/// A logger of one name: everything from its level up goes to the sink.
final class LineLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private final transient Sink sink;
  private final Level threshold;

  LineLogger(String name, Level threshold, Sink sink) {
    this.name = name;
    this.threshold = threshold;
    this.sink = sink;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    sink.write(
        level, String.valueOf(MessageFormatter.basicArrayFormat(message, arguments)), thrown);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null; // lines don't name their caller
  }

  @Override
  public boolean isTraceEnabled() {
    return shows(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return shows(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return shows(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return shows(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return shows(Level.ERROR);
  }

  private boolean shows(Level level) {
    return level.toInt() >= threshold.toInt();
  }
}
