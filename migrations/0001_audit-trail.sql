-- Each event carries the hash of itself and of its predecessor. The last one also stands on the request,
-- so that a changed, removed or inserted event of a request is found by walking its chain.
CREATE FUNCTION chain_event(
  previous bytea, request_id integer, seq integer, at timestamptz, kind text, stage text,
  actor text, actor_name text, note text, detail jsonb
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN sha256(
  previous || convert_to(
    jsonb_build_array(request_id, seq, extract(epoch FROM at), kind, stage, actor, actor_name, note, detail)::text,
    'UTF8'
  )
);
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only';
END
$$;
--> statement-breakpoint
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A request changes a dozen times. Room on its page lets PostgreSQL leave the indexes alone (heap-only tuples).
ALTER TABLE requests SET (fillfactor = 70);
