ALTER TABLE "requests" DROP CONSTRAINT "kind";--> statement-breakpoint
DROP INDEX "requests_open_email";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "ssh_public_key" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "quota" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_quota" ON "requests" USING btree ("project") WHERE kind = 'quota' and status in ('running', 'waiting', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind not in ('membership', 'quota') and status in ('running', 'waiting', 'stuck');--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "kind" CHECK (kind in ('account', 'membership', 'password', 'quota'));