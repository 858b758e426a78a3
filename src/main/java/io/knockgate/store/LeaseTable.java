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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Leases and their doors as rows.
///
/// @param boot the id of this boot of the machine
record LeaseTable(String boot) {
  /// What the seal guards of a lease, and then of each of its doors.
  private static final List<String> SEALED =
      List.of(
          "id",
          "action",
          "client",
          "knock",
          "source",
          "at_close",
          "opened",
          "until_wall",
          "until_nanos",
          "boot",
          "once");

  private static final String SAVE =
      """
      INSERT INTO lease (id, action, client, knock, source, at_close, opened, until_wall,
        until_nanos, boot, once, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET action = excluded.action, client = excluded.client,
        knock = excluded.knock, source = excluded.source, at_close = excluded.at_close,
        opened = excluded.opened, until_wall = excluded.until_wall,
        until_nanos = excluded.until_nanos, boot = excluded.boot, once = excluded.once,
        seal = excluded.seal
      """;

  private static final String DELETE = "DELETE FROM lease WHERE id = ?";
  private static final String CLEAR_DOORS = "DELETE FROM door WHERE lease = ?";
  private static final String ADD_DOOR =
      "INSERT INTO door (lease, place, port, target, masquerade) VALUES (?, ?, ?, ?, ?)";

  /// Everything that is asked of the tables but what [#load] asks.
  static final List<String> STATEMENTS = List.of(SAVE, DELETE, CLEAR_DOORS, ADD_DOOR);

  void delete(Connection connection, Collection<Id> gone) throws SQLException {
    if (gone.isEmpty()) {
      return;
    }
    try (var delete = connection.prepareStatement(DELETE)) {
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
        var clear = connection.prepareStatement(CLEAR_DOORS);
        var door = connection.prepareStatement(ADD_DOOR)) {
      for (var open : leases) {
        var lease = open.lease();
        var doors = lease.openings().stream().map(DoorRow::of).toList();
        var values = new ArrayList<@Nullable Object>(values(open));
        values.add(seal(values, doors));
        Seal.fill(save, values);
        save.addBatch();
        clear.setString(1, lease.id().toString());
        clear.addBatch();
        for (int place = 0; place < doors.size(); place++) {
          doors.get(place).fill(door, lease.id(), place);
          door.addBatch();
        }
      }
      save.executeBatch();
      clear.executeBatch();
      door.executeBatch();
    }
  }

  private List<@Nullable Object> values(Open open) {
    var lease = open.lease();
    return Arrays.asList(
        lease.id().toString(),
        lease.action(),
        lease.client(),
        lease.knock(),
        lease.source().toString(),
        lease.atClose().name(),
        Nanos.of(lease.opened()),
        Nanos.of(open.until().wall()),
        open.until().nanos(),
        boot,
        lease.once());
  }

  private static long seal(List<? extends @Nullable Object> lease, List<DoorRow> doors) {
    var values = new ArrayList<@Nullable Object>(lease);
    doors.forEach(door -> values.addAll(door.values()));
    return Seal.of(values);
  }

  /// Seals what a version wrote that had no seals.
  static void seal(Connection connection) throws SQLException {
    var doors = doors(connection);
    try (var query = connection.prepareStatement("SELECT * FROM lease");
        var row = query.executeQuery();
        var update = connection.prepareStatement("UPDATE lease SET seal = ? WHERE id = ?")) {
      while (row.next()) {
        var id = row.getString("id");
        update.setLong(1, seal(Seal.read(row, SEALED), doors.getOrDefault(id, List.of())));
        update.setString(2, id);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /// Reads all leases. One that is not what was written is left out: its door is shut then, as
  /// that of an unknown lease.
  ///
  /// @param unreadable is told of each of these
  Remembered load(Connection connection, Consumer<Unreadable> unreadable) throws SQLException {
    var doors = doors(connection);
    var current = new ArrayList<Open>();
    var bygone = new ArrayList<Lease>();
    try (var query = connection.prepareStatement("SELECT * FROM lease ORDER BY opened, id");
        var row = query.executeQuery()) {
      while (row.next()) {
        var id = row.getString("id");
        try {
          var its = doors.getOrDefault(id, List.of());
          if (seal(Seal.read(row, SEALED), its) != row.getLong("seal")) {
            throw new BadValue("its checksum is wrong");
          }
          var lease = lease(row, its);
          if (boot.equals(row.getString("boot"))) {
            var wall = Nanos.instant(row.getLong("until_wall"));
            current.add(new Open(lease, new Moment(wall, row.getLong("until_nanos"))));
          } else {
            bygone.add(lease);
          }
        } catch (BadValue | IllegalArgumentException nonsense) {
          unreadable.accept(new Unreadable("lease", id, String.valueOf(nonsense.getMessage())));
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
