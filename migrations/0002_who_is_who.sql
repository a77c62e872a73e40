CREATE TABLE "approvals" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "approvals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"request_id" integer NOT NULL,
	"seq" integer NOT NULL,
	"name" text NOT NULL,
	"verdict" text NOT NULL,
	"actor" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_email" text,
	"person_id" integer,
	"roles" jsonb NOT NULL,
	"rule" text,
	"evidence" jsonb,
	"reason" text,
	"surface" text NOT NULL,
	"address" text NOT NULL,
	"pi" text,
	"plan" jsonb NOT NULL,
	"plan_hash" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	CONSTRAINT "approvals_seq" UNIQUE("request_id","seq"),
	CONSTRAINT "approval_verdict" CHECK (verdict in ('approved', 'denied', 'spam')),
	CONSTRAINT "approval_surface" CHECK (surface in ('chat', 'email', 'web', 'cli', 'rule'))
);
--> statement-breakpoint
CREATE TABLE "link_claims" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" integer NOT NULL,
	"chat_user" text NOT NULL,
	"label" text NOT NULL,
	"proposed_by" text,
	"token_hash" "bytea",
	"code_hash" "bytea",
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "link_claims_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "merges" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "merges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kept_id" integer NOT NULL,
	"merged_id" integer NOT NULL,
	"moved" jsonb NOT NULL,
	"merged_at" timestamp with time zone NOT NULL,
	"split_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "source_counts" (
	"system" text PRIMARY KEY NOT NULL,
	"accounts" integer NOT NULL,
	"projects" integer NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "waits_for";--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "found_in" jsonb;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "approvals" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "required" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_claims" ADD CONSTRAINT "link_claims_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merges" ADD CONSTRAINT "merges_kept_id_people_id_fk" FOREIGN KEY ("kept_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merges" ADD CONSTRAINT "merges_merged_id_people_id_fk" FOREIGN KEY ("merged_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "approvals_person" ON "approvals" USING btree ("person_id") WHERE person_id is not null;--> statement-breakpoint
CREATE INDEX "link_claims_person" ON "link_claims" USING btree ("person_id","chat_user","created_at");--> statement-breakpoint
CREATE INDEX "link_claims_expiry" ON "link_claims" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "merges_kept" ON "merges" USING btree ("kept_id");--> statement-breakpoint
CREATE INDEX "merges_merged" ON "merges" USING btree ("merged_id");--> statement-breakpoint
CREATE INDEX "identities_any_value" ON "identities" USING btree ("value");--> statement-breakpoint
-- Every decision becomes a row. Its number is that of its event.
INSERT INTO approvals (request_id, seq, name, verdict, actor, actor_name, actor_email, person_id, roles, reason, surface, address, pi, plan, plan_hash, at)
  SELECT
    r.id,
    coalesce(
      (SELECT max(e.seq) FROM events e
        WHERE e.request_id = r.id AND e.kind IN ('approved', 'denied', 'marked-as-spam')
          AND e.detail ->> 'as' = d.name AND e.actor = d.made ->> 'by'),
      -n
    ),
    d.name, d.made ->> 'verdict', d.made ->> 'by', d.made ->> 'byName', d.made ->> 'email',
    (SELECT i.person_id FROM identities i WHERE i.kind = 'chat' AND i.value = d.made ->> 'by' AND i.state IN ('auto', 'active')),
    jsonb_build_array(d.name), d.made ->> 'reason',
    CASE WHEN d.made ->> 'by' LIKE 'email:%' THEN 'email' ELSE 'chat' END,
    lower(r.email), CASE d.name WHEN 'admin' THEN d.made ->> 'pi' ELSE lower(r.pi_email) END,
    r.plan,
    encode(sha256(convert_to(coalesce((
      SELECT string_agg(concat_ws(E'\t', l.line ->> 'system', l.line ->> 'text', l.line ->> 'isNew'), E'\n' ORDER BY l.n)
      FROM jsonb_array_elements(r.plan) WITH ORDINALITY l(line, n)), ''), 'UTF8')), 'hex'),
    (d.made ->> 'at')::timestamptz
  FROM requests r, jsonb_each(r.decisions) WITH ORDINALITY d(name, made, n)
  WHERE jsonb_typeof(d.made) = 'object'
  ORDER BY r.id, d.made ->> 'at';--> statement-breakpoint
UPDATE requests r SET approvals = (
  SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'seq', a.seq, 'name', a.name, 'verdict', a.verdict, 'by', a.actor, 'byName', a.actor_name, 'email', a.actor_email,
    'roles', a.roles, 'address', a.address, 'at', to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'reason', a.reason)) || jsonb_build_object('pi', a.pi) ORDER BY a.seq)
  FROM approvals a WHERE a.request_id = r.id
) WHERE EXISTS (SELECT FROM approvals a WHERE a.request_id = r.id);--> statement-breakpoint
ALTER TABLE "requests" DROP COLUMN "decisions";--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'reminded', 'escalated', 'expired', 'undelivered', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased', 'adopted', 'merged', 'split'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "waits_for" CHECK (waits_for in ('admin', 'pi', 'address', 'password', 'project', 'end-date', 'closing-time', 'dry-run'));