CREATE TABLE "adoption_conflicts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "adoption_conflicts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"mark" uuid DEFAULT gen_random_uuid() NOT NULL,
	"subject" text NOT NULL,
	"system" text NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"person" text DEFAULT '' NOT NULL,
	"email" text DEFAULT '' NOT NULL,
	"kind" text NOT NULL,
	"why" text NOT NULL,
	"may_be" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"decision" text,
	"decided_by" text,
	"decided_by_name" text,
	"decided_at" timestamp with time zone,
	"problem" text,
	"closed_at" timestamp with time zone,
	CONSTRAINT "adoption_conflicts_key" UNIQUE("key"),
	CONSTRAINT "conflict_subject" CHECK (subject in ('account', 'project')),
	CONSTRAINT "conflict_decision" CHECK (num_nonnulls("adoption_conflicts"."decision", "adoption_conflicts"."decided_by", "adoption_conflicts"."decided_by_name", "adoption_conflicts"."decided_at") in (0, 4))
);
--> statement-breakpoint
CREATE TABLE "pi_claims" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" integer NOT NULL,
	"person_id" integer,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"chat_user" text,
	"token_hash" "bytea" NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"decided_by" text,
	"decided_by_name" text,
	"decided_at" timestamp with time zone,
	CONSTRAINT "pi_claims_token" UNIQUE("token_hash"),
	CONSTRAINT "pi_claim_state" CHECK (state in ('asked', 'claimed', 'declined', 'confirmed', 'rejected', 'expired', 'overtaken'))
);
--> statement-breakpoint
CREATE TABLE "request_origins" (
	"origin" text PRIMARY KEY NOT NULL,
	"request_id" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "stage";--> statement-breakpoint
DROP INDEX "requests_open_email";--> statement-breakpoint
DROP INDEX "requests_open_membership";--> statement-breakpoint
ALTER TABLE "link_claims" ALTER COLUMN "person_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "former_usernames" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "digests" ADD COLUMN "about" text DEFAULT 'requests' NOT NULL;--> statement-breakpoint
ALTER TABLE "digests" ADD COLUMN "claim_id" uuid;--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "no_login" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "pi_claims" ADD CONSTRAINT "pi_claims_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pi_claims" ADD CONSTRAINT "pi_claims_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_origins" ADD CONSTRAINT "request_origins_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "adoption_conflicts_open" ON "adoption_conflicts" USING btree ("id") WHERE closed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "pi_claims_open" ON "pi_claims" USING btree ("project_id",lower("email")) WHERE state in ('asked', 'claimed');--> statement-breakpoint
CREATE INDEX "pi_claims_expiry" ON "pi_claims" USING btree ("expires_at") WHERE state = 'asked';--> statement-breakpoint
CREATE INDEX "request_origins_request" ON "request_origins" USING btree ("request_id");--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_claim_id_pi_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."pi_claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_former_usernames" ON "accounts" USING gin ("former_usernames");--> statement-breakpoint
CREATE INDEX "digests_about" ON "digests" USING btree ("about","id") WHERE about <> 'requests';--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_password" ON "requests" USING btree (lower(email),"username") WHERE kind = 'password' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_offboarding" ON "requests" USING btree ("username") WHERE kind = 'offboarding' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind not in ('membership', 'quota', 'offboarding', 'password') and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_membership" ON "requests" USING btree (lower(email),"project","username") WHERE kind = 'membership' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digest_about" CHECK (about in ('requests', 'conflicts', 'pi-claim'));--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digest_claim" CHECK (("digests"."claim_id" is not null) = ("digests"."about" = 'pi-claim'));--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'reminded', 'escalated', 'expired', 'undelivered', 'sent-again', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'email-kept', 'name-changed', 'username-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased', 'adopted', 'merged', 'split', 'conflict-decided', 'conflict-reopened', 'pi-proposed', 'pi-claimed', 'pi-declined', 'pi-rejected'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "kind" CHECK (kind in ('account', 'membership', 'offboarding', 'password', 'quota'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "stage" CHECK (stage in ('verify-identity', 'verify-member', 'verify-quota', 'await-admin', 'await-pi', 'confirm-plan', 'register', 'create-accounts', 'add-memberships', 'join-project', 'read-quota', 'set-quota', 'restore-quota', 'remove-access', 'hand-over', 'close'));