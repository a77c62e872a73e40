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
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "link_claims" ADD CONSTRAINT "link_claims_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "link_claims_person" ON "link_claims" USING btree ("person_id","chat_user","created_at");--> statement-breakpoint
CREATE INDEX "link_claims_expiry" ON "link_claims" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "identities_any_value" ON "identities" USING btree ("value");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'reminded', 'escalated', 'expired', 'undelivered', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased'));