DROP INDEX "requests_open_quota";--> statement-breakpoint
ALTER TABLE "cards" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "digests" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "needs_admin" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "accounts_chat_user" ON "accounts" USING btree ("chat_user") WHERE chat_user is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_quota" ON "requests" USING btree ("project") WHERE kind = 'quota' and stage <> 'restore-quota' and status in ('running', 'waiting', 'stuck');