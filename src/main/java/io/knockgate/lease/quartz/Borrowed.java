package io.knockgate.lease.quartz;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.quartz.utils.ConnectionProvider;

/// Lends Quartz connections of a database that is not its own to close, and of which there may be
/// but one. After a commit that failed, Quartz asks for a second one while it holds the first, to
/// see what has become of it (JobStoreSupport.executeInNonManagedTXLock), and would wait for that
/// without end. So a thread that has one gets the same again.
final class Borrowed implements ConnectionProvider {
  private static final ThreadLocal<Connection> HELD = new ThreadLocal<>();

  private final QuartzAlarm.Connections database;

  Borrowed(QuartzAlarm.Connections database) {
    this.database = database;
  }

  @Override
  public Connection getConnection() throws SQLException {
    var own = HELD.get();
    if (own != null && !own.isClosed()) {
      return again(own);
    }
    var lent = database.lend();
    HELD.set(lent);
    return lent;
  }

  /// The same connection, which the first borrower closes.
  private static Connection again(Connection own) {
    return (Connection)
        Proxy.newProxyInstance(
            Borrowed.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(own, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  @Override
  public void initialize() {}

  @Override
  public void shutdown() {}
}
