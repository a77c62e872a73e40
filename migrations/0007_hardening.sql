CREATE TABLE "failures" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"rival_since" timestamp with time zone,
	"only_row" boolean DEFAULT true NOT NULL,
	CONSTRAINT "installation_only_row" UNIQUE("only_row"),
	CONSTRAINT "only_row" CHECK ("installation"."only_row")
);
--> statement-breakpoint
CREATE TABLE "interactions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"is_command" boolean NOT NULL,
	"text" text NOT NULL,
	"request_id" integer,
	"mark" text,
	"card" jsonb,
	"received_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"deaths" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"lease_by" integer,
	CONSTRAINT "interactions_key" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "refused_logins" (
	"system" text NOT NULL,
	"fingerprint" text NOT NULL,
	"refusals" integer NOT NULL,
	"problem" text NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	CONSTRAINT "refused_logins_system_fingerprint_pk" PRIMARY KEY("system","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "secret_keys" (
	"number" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "secret_keys_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"first_used_at" timestamp with time zone NOT NULL,
	"given_up_at" timestamp with time zone,
	CONSTRAINT "secret_keys_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "status";--> statement-breakpoint
DROP INDEX "requests_open_quota";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "found_before" jsonb;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "shown_dry_run" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "moved_to" text;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "digests" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "mark" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "unanswered_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "stale_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "mark" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "needs_admin" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "waits_for_dry_run" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "failures_since" ON "failures" USING btree ("since");--> statement-breakpoint
CREATE INDEX "interactions_due" ON "interactions" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "interactions_leased" ON "interactions" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
CREATE INDEX "accounts_family_name" ON "accounts" USING btree (lower(family_name));--> statement-breakpoint
CREATE INDEX "accounts_chat_user" ON "accounts" USING btree ("chat_user") WHERE chat_user is not null;--> statement-breakpoint
CREATE INDEX "cards_posted" ON "cards" USING btree ("place","posted_at");--> statement-breakpoint
CREATE INDEX "cards_unposted" ON "cards" USING btree ("place") WHERE message is null;--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "requests_email" ON "requests" USING btree (lower(email));--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_quota" ON "requests" USING btree ("project") WHERE kind = 'quota' and stage <> 'restore-quota' and status in ('running', 'waiting', 'stuck');--> statement-breakpoint
ALTER TABLE "password_resets" DROP COLUMN "pin_hash";--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "status" CHECK (status in ('running', 'waiting', 'stuck', 'closed', 'refused', 'spam', 'withdrawn', 'offboarded'));--> statement-breakpoint
-- Until now only a dry run held a request there.
UPDATE "requests" SET "waits_for_dry_run" = true WHERE "status" = 'waiting' AND "stage" = 'confirm-plan';
--> statement-breakpoint
INSERT INTO "installation" DEFAULT VALUES;--> statement-breakpoint
-- The buttons of open requests were posted without a mark: every card is shown again, with one.
UPDATE "cards" SET "run_at" = now() WHERE "message" IS NOT NULL AND "run_at" IS NULL AND "request_id" IN (SELECT "id" FROM "requests" WHERE "status" IN ('running', 'waiting', 'stuck'));
