package io.knockgate.store;

import io.knockgate.action.Opening;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A door as the database has it, before it is believed.
///
/// @param target where it leads; null for a pinhole
record DoorRow(String port, @Nullable String target, boolean masquerade) {
  static DoorRow of(ResultSet row) throws SQLException {
    return new DoorRow(
        row.getString("port"), row.getString("target"), row.getBoolean("masquerade"));
  }

  Opening opening(Address source) throws BadValue {
    return target == null
        ? new Opening.Pinhole(source, Port.parse(port))
        : new Opening.Forward(source, Port.parse(port), Endpoint.parse(target), masquerade);
  }
}
