-- What a daemon of schema 2 left behind with a door open.
CREATE TABLE lease (
  id VARCHAR(8) PRIMARY KEY,
  action TEXT NOT NULL,
  client TEXT NOT NULL,
  knock TEXT,
  source TEXT NOT NULL,
  at_close TEXT NOT NULL,
  opened BIGINT NOT NULL,
  until_wall BIGINT NOT NULL,
  until_nanos BIGINT NOT NULL,
  boot TEXT NOT NULL);
CREATE TABLE door (
  lease VARCHAR(8) NOT NULL REFERENCES lease (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  port TEXT NOT NULL,
  target TEXT,
  masquerade BOOLEAN NOT NULL,
  PRIMARY KEY (lease, place));
CREATE TABLE event (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at BIGINT NOT NULL,
  word TEXT NOT NULL,
  client TEXT NOT NULL,
  source TEXT NOT NULL,
  knock TEXT,
  action TEXT NOT NULL,
  lease VARCHAR(8),
  lasts BIGINT,
  reason TEXT NOT NULL,
  exit_code INTEGER,
  output TEXT);
CREATE TABLE schema_version (version INTEGER NOT NULL);
INSERT INTO schema_version VALUES (1);
ALTER TABLE event ADD COLUMN key TEXT;
INSERT INTO schema_version VALUES (2);
INSERT INTO lease (id, action, client, knock, source, at_close, opened, until_wall, until_nanos, boot)
  VALUES ('0gyynecs', 'web', 'anonymous', 'web', '198.51.100.10', 'CUT', :now_wall, :until_wall, :until_nanos, ':boot');
INSERT INTO door VALUES ('0gyynecs', 0, 'tcp/443', NULL, FALSE);
INSERT INTO event (at, word, client, source, knock, action, lease, lasts, reason)
  VALUES (:now_wall, 'granted', 'anonymous', '198.51.100.10', 'web', 'web', '0gyynecs', 3600000000000, 'of before');
