-- Events and their seals are only ever added. What the owner of the tables does all the same is found by `acct audit verify`.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END
$$;
--> statement-breakpoint
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A request changes a dozen times. Room on its page lets PostgreSQL leave the indexes alone (heap-only tuples).
ALTER TABLE requests SET (fillfactor = 70);
--> statement-breakpoint
INSERT INTO installation DEFAULT VALUES;
