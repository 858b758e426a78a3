package io.knockgate.store;

/// A row that is not what was written.
///
/// @param table its table: `lease` or `job`
/// @param id its primary key, as it is read
/// @param why in the operator's words
record Unreadable(String table, String id, String why) {
  String words() {
    return table + " " + id + ": " + why;
  }
}
