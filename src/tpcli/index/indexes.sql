CREATE INDEX event_order ON event (start, "end", id);
CREATE INDEX event_span ON event (span, start);
CREATE INDEX event_deal ON event (deal, start, "end", id, stage, quantity) WHERE deal IS NOT NULL;
CREATE UNIQUE INDEX fact_id ON fact (id);
CREATE UNIQUE INDEX source_id ON source (id);
CREATE UNIQUE INDEX event_id ON event (id);
