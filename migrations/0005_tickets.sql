CREATE TABLE "ticket_queues" (
	"place" text NOT NULL,
	"queue" text NOT NULL,
	"last_id" integer DEFAULT 0 NOT NULL,
	"is_current" boolean DEFAULT false NOT NULL,
	"poll_by" integer,
	"poll_until" timestamp with time zone,
	"polled_at" timestamp with time zone,
	CONSTRAINT "ticket_queues_place_queue_pk" PRIMARY KEY("place","queue")
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"place" text NOT NULL,
	"ticket_id" integer NOT NULL,
	"request_id" integer,
	"ignored" boolean DEFAULT false NOT NULL,
	"problem" text,
	"last_event_id" bigint DEFAULT 0 NOT NULL,
	"acting" jsonb,
	"priority" integer NOT NULL,
	"status" text NOT NULL,
	"commented_seq" integer DEFAULT 0 NOT NULL,
	"renamed" boolean DEFAULT false NOT NULL,
	"closed" boolean DEFAULT false NOT NULL,
	"merged_into" integer,
	"active_at" timestamp with time zone,
	"changed_at" timestamp with time zone,
	"checked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tickets_place_ticket_id_pk" PRIMARY KEY("place","ticket_id")
);
--> statement-breakpoint
ALTER TABLE "approvals" DROP CONSTRAINT "approval_surface";--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "identities" DROP CONSTRAINT "identity_kind";--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_request" ON "tickets" USING btree ("request_id") WHERE request_id is not null;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approval_surface" CHECK (surface in ('chat', 'email', 'web', 'cli', 'sheet', 'ticket', 'rule'));--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'replied', 'ticket-merged', 'ticket-changed', 'reminded', 'escalated', 'expired', 'undelivered', 'sent-again', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'email-kept', 'name-changed', 'username-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased', 'adopted', 'merged', 'split', 'conflict-decided', 'conflict-reopened', 'pi-proposed', 'pi-claimed', 'pi-declined', 'pi-rejected'));--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identity_kind" CHECK (kind in ('chat', 'email', 'campus', 'login', 'ticket'));