CREATE TABLE "bounce_cursors" (
	"mailbox" text PRIMARY KEY NOT NULL,
	"validity" text,
	"last_uid" bigint DEFAULT 0 NOT NULL,
	"polled_at" timestamp with time zone NOT NULL,
	"failing_since" timestamp with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "bounces" (
	"key" text PRIMARY KEY NOT NULL,
	"notification_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
CREATE INDEX "notifications_mark" ON "notifications" USING btree ("mark");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'reminded', 'escalated', 'expired', 'undelivered', 'mail-delayed', 'sent-again', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'email-kept', 'name-changed', 'username-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased', 'adopted', 'merged', 'split', 'conflict-decided', 'conflict-reopened', 'pi-proposed', 'pi-claimed', 'pi-declined', 'pi-rejected'));