CREATE TABLE "begun_posts" (
	"key" text PRIMARY KEY NOT NULL,
	"begun_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_conversations" (
	"id" text PRIMARY KEY NOT NULL,
	"last_read" text NOT NULL,
	"last_read_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_homes" (
	"user_id" text PRIMARY KEY NOT NULL,
	"message" text NOT NULL,
	"filter" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_posts" (
	"message" text PRIMARY KEY NOT NULL,
	"update_at" bigint NOT NULL,
	"is_locked" boolean DEFAULT false NOT NULL,
	"superseded_by" text
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "used_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "chat_posts_superseded" ON "chat_posts" USING btree ("superseded_by") WHERE superseded_by is not null;--> statement-breakpoint
CREATE INDEX "views_message" ON "views" USING btree ("message") WHERE message is not null;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'replied', 'ticket-merged', 'ticket-changed', 'row-changed', 'reminded', 'escalated', 'expired', 'undelivered', 'mail-delayed', 'sent-again', 'ticket-set', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'email-kept', 'name-changed', 'username-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased', 'adopted', 'merged', 'split', 'conflict-decided', 'conflict-reopened', 'pi-proposed', 'pi-claimed', 'pi-declined', 'pi-rejected'));