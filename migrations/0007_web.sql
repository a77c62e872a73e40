CREATE TABLE "failures" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "unanswered_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "stale_since" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "failures_since" ON "failures" USING btree ("since");--> statement-breakpoint
ALTER TABLE "password_resets" DROP COLUMN "pin_hash";