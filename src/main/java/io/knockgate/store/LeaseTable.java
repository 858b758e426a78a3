package io.knockgate.store;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.lease.Lease;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.lease.Remembered;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.time.Moment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leases and their doors as rows.
///
/// @param boot the id of this boot of the machine
record LeaseTable(String boot) {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseTable.class);

  private static final String SAVE =
      """
      INSERT INTO lease (id, action, client, knock, source, at_close, opened, until_wall,
        until_nanos, boot, once) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET client = excluded.client, knock = excluded.knock,
        at_close = excluded.at_close, until_wall = excluded.until_wall,
        until_nanos = excluded.until_nanos, boot = excluded.boot, once = excluded.once
      """;

  void delete(Connection connection, Collection<Id> gone) throws SQLException {
    if (gone.isEmpty()) {
      return;
    }
    try (var delete = connection.prepareStatement("DELETE FROM lease WHERE id = ?")) {
      for (var id : gone) {
        delete.setString(1, id.toString());
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  void save(Connection connection, Collection<Open> leases) throws SQLException {
    if (leases.isEmpty()) {
      return;
    }
    try (var save = connection.prepareStatement(SAVE);
        var clear = connection.prepareStatement("DELETE FROM door WHERE lease = ?");
        var door = connection.prepareStatement("INSERT INTO door VALUES (?, ?, ?, ?, ?)")) {
      for (var open : leases) {
        fill(save, open);
        clear.setString(1, open.lease().id().toString());
        clear.addBatch();
        for (int place = 0; place < open.lease().openings().size(); place++) {
          fill(door, open.lease(), place);
        }
      }
      save.executeBatch();
      clear.executeBatch();
      door.executeBatch();
    }
  }

  private void fill(PreparedStatement row, Open open) throws SQLException {
    var lease = open.lease();
    row.setString(1, lease.id().toString());
    row.setString(2, lease.action());
    row.setString(3, lease.client());
    row.setString(4, lease.knock());
    row.setString(5, lease.source().toString());
    row.setString(6, lease.atClose().name());
    row.setLong(7, Nanos.of(lease.opened()));
    row.setLong(8, Nanos.of(open.until().wall()));
    row.setLong(9, open.until().nanos());
    row.setString(10, boot);
    row.setBoolean(11, lease.once());
    row.addBatch();
  }

  private static void fill(PreparedStatement row, Lease lease, int place) throws SQLException {
    var opening = lease.openings().get(place);
    row.setString(1, lease.id().toString());
    row.setInt(2, place);
    row.setString(3, opening.port().toString());
    switch (opening) {
      case Opening.Pinhole _ -> {
        row.setString(4, null);
        row.setBoolean(5, false);
      }
      case Opening.Forward(_, _, var to, var masquerade) -> {
        row.setString(4, to.toString());
        row.setBoolean(5, masquerade);
      }
    }
    row.addBatch();
  }

  /// Reads all leases. One that makes no sense is left out, with a warning: then its door is shut
  /// as that of an unknown lease.
  Remembered load(Connection connection) throws SQLException {
    var doors = doors(connection);
    var current = new ArrayList<Open>();
    var bygone = new ArrayList<Lease>();
    try (var query = connection.prepareStatement("SELECT * FROM lease ORDER BY opened, id");
        var row = query.executeQuery()) {
      while (row.next()) {
        var id = row.getString("id");
        try {
          var lease = lease(row, doors.getOrDefault(id, List.of()));
          if (boot.equals(row.getString("boot"))) {
            var wall = Nanos.instant(row.getLong("until_wall"));
            current.add(new Open(lease, new Moment(wall, row.getLong("until_nanos"))));
          } else {
            bygone.add(lease);
          }
        } catch (BadValue | IllegalArgumentException nonsense) {
          LOG.warn(
              "lease {} in the store is unreadable and forgotten: {}", id, nonsense.getMessage());
        }
      }
    }
    return new Remembered(current, bygone);
  }

  private static Lease lease(ResultSet row, List<DoorRow> doors) throws SQLException, BadValue {
    var id = row.getString("id");
    var source = Address.parse(row.getString("source"));
    var openings = new ArrayList<Opening>();
    for (var door : doors) {
      openings.add(door.opening(source));
    }
    return new Lease(
        Id.parse(id).orElseThrow(() -> new BadValue("no lease is called " + id)),
        row.getString("action"),
        row.getString("client"),
        row.getString("knock"),
        source,
        openings,
        AtClose.valueOf(row.getString("at_close")),
        row.getBoolean("once"),
        Nanos.instant(row.getLong("opened")));
  }

  private static Map<String, List<DoorRow>> doors(Connection connection) throws SQLException {
    var doors = new HashMap<String, List<DoorRow>>();
    try (var query = connection.prepareStatement("SELECT * FROM door ORDER BY lease, place");
        var row = query.executeQuery()) {
      while (row.next()) {
        doors.computeIfAbsent(row.getString("lease"), _ -> new ArrayList<>(1)).add(DoorRow.of(row));
      }
    }
    return doors;
  }
}
