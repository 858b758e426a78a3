package io.knockgate.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The checksum (CRC-32C) of a row's values, kept in a column of its own: a disk that has changed a
/// bit of an address or a time opens no door and begins no job. SQLite has checksums only for what
/// is not in the database's file yet.
final class Seal {
  private static final String BETWEEN = "\u001f";
  private static final String NULL = "\u0000";

  private Seal() {}

  /// Fills a statement's parameters, from the first on.
  static void fill(PreparedStatement row, List<? extends @Nullable Object> values)
      throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      row.setObject(i + 1, values.get(i));
    }
  }

  /// What these columns of the row hold.
  static List<@Nullable Object> read(ResultSet row, List<String> columns) throws SQLException {
    var values = new ArrayList<@Nullable Object>();
    for (var column : columns) {
      values.add(row.getObject(column));
    }
    return values;
  }

  static long of(List<? extends @Nullable Object> values) {
    var crc = new CRC32C();
    for (var value : values) {
      crc.update((text(value) + BETWEEN).getBytes(UTF_8));
    }
    return crc.getValue();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> NULL;
      case Boolean is -> is ? "1" : "0"; // as SQLite gives it back
      default -> value.toString();
    };
  }
}
