CREATE TABLE "refused_logins" (
	"system" text NOT NULL,
	"fingerprint" text NOT NULL,
	"refusals" integer NOT NULL,
	"problem" text NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	CONSTRAINT "refused_logins_system_fingerprint_pk" PRIMARY KEY("system","fingerprint")
);
--> statement-breakpoint
DROP INDEX "requests_open_quota";--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "digests" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "needs_admin" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "accounts_family_name" ON "accounts" USING btree (lower(family_name));--> statement-breakpoint
CREATE INDEX "accounts_chat_user" ON "accounts" USING btree ("chat_user") WHERE chat_user is not null;--> statement-breakpoint
CREATE INDEX "cards_posted" ON "cards" USING btree ("place","posted_at");--> statement-breakpoint
CREATE INDEX "cards_unposted" ON "cards" USING btree ("place") WHERE message is null;--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "requests_email" ON "requests" USING btree (lower(email));--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_quota" ON "requests" USING btree ("project") WHERE kind = 'quota' and stage <> 'restore-quota' and status in ('running', 'waiting', 'stuck');