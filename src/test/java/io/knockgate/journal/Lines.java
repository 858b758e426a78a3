package io.knockgate.journal;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/// A log in memory.
final class Lines extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;
  final transient List<String> written = new ArrayList<>();

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String text, Object[] arguments, Throwable cause) {
    written.add(level + " " + MessageFormatter.basicArrayFormat(text, arguments));
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return "";
  }

  @Override
  public boolean isTraceEnabled() {
    return true;
  }

  @Override
  public boolean isDebugEnabled() {
    return true;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }
}
