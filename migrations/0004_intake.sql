CREATE TABLE "request_origins" (
	"origin" text PRIMARY KEY NOT NULL,
	"request_id" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "request_origins" ADD CONSTRAINT "request_origins_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "request_origins_request" ON "request_origins" USING btree ("request_id");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'reminded', 'escalated', 'expired', 'undelivered', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased', 'adopted', 'merged', 'split'));