-- Identifiers are 16-byte UUIDs, times are milliseconds since 1970 UTC, secrets are kept as SHA-256.
CREATE TABLE IF NOT EXISTS setting (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS session (
  secret  BLOB PRIMARY KEY,
  user    BLOB NOT NULL,
  expires INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS code (
  secret    BLOB PRIMARY KEY,
  client    BLOB NOT NULL,
  user      BLOB NOT NULL,
  redirect  TEXT NOT NULL,
  challenge TEXT NOT NULL,
  expires   INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS token (
  secret  BLOB PRIMARY KEY,
  client  BLOB NOT NULL,
  user    BLOB NOT NULL,
  expires INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS agent (
  user             BLOB PRIMARY KEY,
  presence         BLOB NOT NULL,
  presence_message TEXT NOT NULL,
  presence_since   INTEGER NOT NULL,
  routing          TEXT NOT NULL,
  routing_since    INTEGER NOT NULL
) STRICT;

-- `waiting_in`, `due` and `over_at` follow from the rest; they are columns so that they can be found.
CREATE TABLE IF NOT EXISTS conversation (
  id         BLOB PRIMARY KEY,
  customer   TEXT NOT NULL,
  address    TEXT NOT NULL,
  started    INTEGER NOT NULL,
  contact    BLOB,
  waiting_in BLOB,
  over_at    INTEGER,
  due        INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS conversation_by_parties ON conversation (customer, address);
CREATE INDEX IF NOT EXISTS conversation_by_due ON conversation (due) WHERE due IS NOT NULL;

CREATE TABLE IF NOT EXISTS participant (
  id               BLOB PRIMARY KEY,
  conversation     BLOB NOT NULL REFERENCES conversation ON DELETE CASCADE,
  position         INTEGER NOT NULL,
  communication    BLOB NOT NULL,
  purpose          TEXT NOT NULL CHECK (purpose IN ('customer', 'acd', 'agent')),
  user             BLOB,
  queue            BLOB,
  outbound         INTEGER NOT NULL,
  joined           INTEGER NOT NULL,
  alerting         INTEGER,
  alerting_timeout INTEGER,
  connected        INTEGER,
  ended            INTEGER,
  ended_why        TEXT,
  messages_from    INTEGER NOT NULL,
  CHECK ((ended IS NULL) = (ended_why IS NULL)),
  CHECK ((alerting IS NULL) = (alerting_timeout IS NULL)),
  CHECK ((purpose = 'agent') = (user IS NOT NULL)),
  CHECK ((purpose = 'customer') = (queue IS NULL))
) STRICT;
CREATE INDEX IF NOT EXISTS participant_by_conversation ON participant (conversation, position);
CREATE INDEX IF NOT EXISTS participant_by_user ON participant (user) WHERE user IS NOT NULL;

CREATE TABLE IF NOT EXISTS after_call_work (
  participant BLOB PRIMARY KEY REFERENCES participant ON DELETE CASCADE,
  policy      TEXT NOT NULL,
  timeout     INTEGER,
  requested   INTEGER NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('notApplicable', 'pending', 'skipped', 'complete')),
  since       INTEGER,
  ended       INTEGER
) STRICT;

CREATE TABLE IF NOT EXISTS wrapup (
  participant      BLOB PRIMARY KEY REFERENCES participant ON DELETE CASCADE,
  code             BLOB,
  system_code      TEXT,
  notes            TEXT,
  tags             TEXT NOT NULL,
  duration_seconds INTEGER,
  end_time         INTEGER,
  provisional      INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS attribute (
  participant BLOB NOT NULL REFERENCES participant ON DELETE CASCADE,
  name        TEXT NOT NULL,
  value       TEXT NOT NULL,
  PRIMARY KEY (participant, name)
) STRICT;

CREATE TABLE IF NOT EXISTS message (
  id           BLOB PRIMARY KEY,
  conversation BLOB NOT NULL REFERENCES conversation ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  time         INTEGER NOT NULL,
  outbound     INTEGER NOT NULL,
  text         TEXT NOT NULL,
  status       TEXT NOT NULL,
  failure      TEXT,
  author       BLOB,
  segments     INTEGER NOT NULL,
  media        TEXT NOT NULL,
  due          INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS message_by_conversation ON message (conversation, position);

CREATE TABLE IF NOT EXISTS media (
  id            BLOB PRIMARY KEY,
  conversation  BLOB NOT NULL,
  communication BLOB NOT NULL,
  name          TEXT NOT NULL,
  mime          TEXT,
  bytes         BLOB,
  rejected      INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE IF NOT EXISTS note (
  id      BLOB PRIMARY KEY,
  contact BLOB NOT NULL,
  author  BLOB NOT NULL,
  text    TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS contact (
  id         BLOB PRIMARY KEY,
  first_name TEXT NOT NULL,
  last_name  TEXT NOT NULL,
  mobile     TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS channel (
  id      TEXT PRIMARY KEY,
  user    BLOB NOT NULL,
  client  BLOB NOT NULL,
  token   BLOB NOT NULL,
  expires INTEGER NOT NULL,
  used    INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS subscription (
  channel TEXT NOT NULL REFERENCES channel ON DELETE CASCADE,
  topic   TEXT NOT NULL,
  PRIMARY KEY (channel, topic)
) STRICT;
CREATE INDEX IF NOT EXISTS subscription_by_topic ON subscription (topic);
