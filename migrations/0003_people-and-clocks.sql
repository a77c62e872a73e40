CREATE TABLE "delegations" (
	"pi_user" text NOT NULL,
	"delegate_user" text NOT NULL,
	"delegate_name" text NOT NULL,
	"until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "delegations_pi_user_delegate_user_pk" PRIMARY KEY("pi_user","delegate_user")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"place" text NOT NULL,
	"message" text,
	"changed" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"problem" text,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"lease_by" integer
);
--> statement-breakpoint
CREATE TABLE "held_addresses" (
	"email" text PRIMARY KEY NOT NULL,
	"request_id" integer NOT NULL,
	"held_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "kind";--> statement-breakpoint
DROP INDEX "requests_open_email";--> statement-breakpoint
ALTER TABLE "messages" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "posted_at" timestamp with time zone;--> statement-breakpoint
UPDATE "cards" SET "posted_at" = 'epoch' WHERE "message" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "digest_id" bigint;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "collapsed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "clock_since" timestamp with time zone;--> statement-breakpoint
UPDATE "requests" SET "clock_since" = "stage_since";--> statement-breakpoint
ALTER TABLE "requests" ALTER COLUMN "clock_since" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "warnings" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "claim" jsonb;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "question" jsonb;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "delegates" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "held_addresses" ADD CONSTRAINT "held_addresses_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "digests_due" ON "digests" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "digests_leased" ON "digests" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
ALTER TABLE "cards" ADD CONSTRAINT "cards_digest_id_digests_id_fk" FOREIGN KEY ("digest_id") REFERENCES "public"."digests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cards_digest" ON "cards" USING btree ("digest_id") WHERE digest_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_membership" ON "requests" USING btree (lower(email),"project") WHERE kind = 'membership' and status in ('running', 'waiting', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind <> 'membership' and status in ('running', 'waiting', 'stuck');--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "kind" CHECK (kind in ('account', 'membership', 'password'));