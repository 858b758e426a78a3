package io.knockgate.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/// Hands out loggers. Libraries that talk much are heard from `warn` up, unless the operator wants
/// `debug`.
final class LineLoggers implements ILoggerFactory {
  private static final List<String> TALKATIVE =
      List.of("org.quartz", "com.zaxxer.hikari", "org.sqlite");

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final Level level;
  private final Sink sink;

  LineLoggers(Level level, Sink sink) {
    this.level = level;
    this.sink = sink;
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, _ -> new LineLogger(name, threshold(name), sink));
  }

  private Level threshold(String name) {
    boolean quiet = level == Level.INFO && TALKATIVE.stream().anyMatch(name::startsWith);
    return quiet ? Level.WARN : level;
  }
}
