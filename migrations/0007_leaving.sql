ALTER TABLE "requests" DROP CONSTRAINT "status";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "found_before" jsonb;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "shown_dry_run" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "moved_to" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "waits_for_dry_run" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "status" CHECK (status in ('running', 'waiting', 'stuck', 'closed', 'refused', 'spam', 'withdrawn', 'offboarded'));--> statement-breakpoint
-- by hand
UPDATE "requests" SET "waits_for_dry_run" = true WHERE "status" = 'waiting' AND "stage" = 'confirm-plan';
