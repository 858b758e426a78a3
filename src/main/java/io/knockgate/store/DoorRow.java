package io.knockgate.store;

import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A door as the database has it, before it is believed.
///
/// @param target where it leads; null for a pinhole
record DoorRow(String port, @Nullable String target, boolean masquerade) {
  static DoorRow of(ResultSet row) throws SQLException {
    return new DoorRow(
        row.getString("port"), row.getString("target"), row.getBoolean("masquerade"));
  }

  static DoorRow of(Opening opening) {
    return switch (opening) {
      case Opening.Pinhole _ -> new DoorRow(opening.port().toString(), null, false);
      case Opening.Forward(_, var port, var to, var masquerade) ->
          new DoorRow(port.toString(), to.toString(), masquerade);
    };
  }

  List<@Nullable Object> values() {
    return Arrays.asList(port, target, masquerade);
  }

  void fill(PreparedStatement row, Id lease, int place) throws SQLException {
    var values = new ArrayList<@Nullable Object>(List.of(lease.toString(), place));
    values.addAll(values());
    Seal.fill(row, values);
  }

  Opening opening(Address source) throws BadValue {
    return target == null
        ? new Opening.Pinhole(source, Port.parse(port))
        : new Opening.Forward(source, Port.parse(port), Endpoint.parse(target), masquerade);
  }
}
