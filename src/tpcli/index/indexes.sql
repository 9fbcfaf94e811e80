CREATE INDEX event_order ON event (start, "end", id);
CREATE INDEX event_span ON event (span, start);
CREATE INDEX event_deal ON event (deal, start, "end", id, stage, quantity) WHERE deal IS NOT NULL;
CREATE INDEX fact_id ON fact (id);
CREATE INDEX source_id ON source (id);
CREATE INDEX event_id ON event (id);
