-- The index: a record compiled so that every question is a look-up. Days are Julian day numbers; lists and
-- mappings are JSON text. `span` is the number of bits of a date's length in days: dates of like length share
-- one class, so that an overlap is a range of first days (see query.py).
-- Each entry knows where it is in the record: `file` is the number of its file, `line` its line, `item` its place in
-- the list that it is in. `made` says that its id was made of its date and title.
-- `own` has the fields that only this record knows, by their number in the table `own`, as JSON.
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE TABLE event (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL, date TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, span INTEGER NOT NULL,
  precision TEXT NOT NULL, qualifier TEXT NOT NULL,
  title TEXT NOT NULL, summary TEXT, kind TEXT,
  themes TEXT, countries TEXT, organisations TEXT, place TEXT,
  deal TEXT, stage TEXT, quantity INTEGER, type TEXT,
  sources TEXT, conflicts TEXT, confidence TEXT,
  file INTEGER NOT NULL, line INTEGER NOT NULL, item INTEGER NOT NULL, made INTEGER NOT NULL, own TEXT
);
CREATE TABLE deal (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, span INTEGER NOT NULL,
  title TEXT NOT NULL, type TEXT, supplier TEXT, recipient TEXT,
  items TEXT, quantity INTEGER, value TEXT,
  value_amount, value_max, -- Numbers, or digits as text where a double would round them: a type would convert these.
  value_currency TEXT, value_disputed INTEGER,
  note TEXT, organisations TEXT, sources TEXT, conflicts TEXT,
  file INTEGER NOT NULL, line INTEGER NOT NULL, item INTEGER NOT NULL, own TEXT
);
CREATE TABLE fact (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, span INTEGER NOT NULL,
  theme TEXT, statement TEXT NOT NULL, claimed_by TEXT, verdict TEXT,
  note TEXT, evidence TEXT, sources TEXT, conflicts TEXT,
  file INTEGER NOT NULL, line INTEGER NOT NULL, item INTEGER NOT NULL, own TEXT
);
CREATE TABLE source (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, span INTEGER NOT NULL,
  title TEXT NOT NULL, publisher TEXT, author TEXT, author_kind TEXT, published TEXT,
  url TEXT, seen_at TEXT, kind TEXT, language TEXT,
  file INTEGER NOT NULL, line INTEGER NOT NULL, item INTEGER NOT NULL, own TEXT
);
-- Fields of events: for each event, by its row, the row of the first one with the same value (encoded.py).
CREATE TABLE encoded (field TEXT PRIMARY KEY, codes BLOB NOT NULL);
CREATE TABLE own (
  noun TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, meaning TEXT NOT NULL,
  PRIMARY KEY (noun, number)
) WITHOUT ROWID;
-- What a deal was from each day on.
CREATE TABLE standing (
  deal TEXT NOT NULL, day INTEGER NOT NULL, seq INTEGER NOT NULL,
  event TEXT NOT NULL, stage TEXT NOT NULL, status TEXT NOT NULL, delivered INTEGER,
  PRIMARY KEY (deal, day, seq)
) WITHOUT ROWID;
-- The vocabulary, in its order, and every other word that entries are filtered by, with how often each is used.
CREATE TABLE term (
  term INTEGER PRIMARY KEY,
  field TEXT NOT NULL, value TEXT NOT NULL, name TEXT NOT NULL, meaning TEXT,
  status TEXT, effect TEXT, aliases TEXT, uses INTEGER NOT NULL
);
-- What people type, folded, and the word that it leads to.
CREATE TABLE alias (
  field TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (field, key, value)
) WITHOUT ROWID;
-- The words that each entry is filtered by, as tokens: `t7` for term 7, and those of the years, decades and
-- centuries that its date touches, and of the days of the year that an event is dated to (marks.py). Any filter is one
-- boolean expression over them.
-- The row number is 4 times the entry's row, plus 0 event, 1 deal, 2 fact, 3 source.
CREATE VIRTUAL TABLE mark USING fts5 (tokens, content='', detail=none, columnsize=0, tokenize=ascii);
-- The classes of length that dates have, for ranges without any other filter.
CREATE TABLE span (span INTEGER PRIMARY KEY, days INTEGER NOT NULL);
-- The text of all four nouns, numbered as in `mark`, folded (text/folding.py). Vowel signs, which are marks, are part
-- of words.
CREATE VIRTUAL TABLE words USING fts5 (
  title, body, names, content='', tokenize="unicode61 remove_diacritics 2 categories 'L* N* M*'"
);
CREATE UNIQUE INDEX term_value ON term (field, value);
