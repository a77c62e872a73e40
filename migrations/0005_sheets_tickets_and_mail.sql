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
CREATE TABLE "helpdesk_tickets" (
	"request_id" integer PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"tag" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "helpdesk_tickets_tag" UNIQUE("address","tag")
);
--> statement-breakpoint
CREATE TABLE "intake_rows" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"spreadsheet" text NOT NULL,
	"tab_id" bigint NOT NULL,
	"stamp" text,
	"digest" text NOT NULL,
	"pin_digest" text,
	"cells" jsonb NOT NULL,
	"answered_at" text,
	"state" text NOT NULL,
	"request_id" integer,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"told_at" timestamp with time zone,
	"shown" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"approved_seen" boolean DEFAULT false NOT NULL,
	"move_to" text,
	"move_id" text,
	"copied_at" timestamp with time zone,
	"moved_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "intake_row_source" CHECK (source in ('access', 'quotas')),
	CONSTRAINT "intake_row_state" CHECK (state in ('history', 'ignored', 'problem', 'left-to-admins', 'requested')),
	CONSTRAINT "intake_row_move_to" CHECK (move_to in ('finished', 'spam'))
);
--> statement-breakpoint
CREATE TABLE "intake_sheets" (
	"source" text PRIMARY KEY NOT NULL,
	"spreadsheet" text,
	"tab_id" bigint,
	"next_at" timestamp with time zone NOT NULL,
	"begun_at" timestamp with time zone,
	"read_at" timestamp with time zone,
	"layout" text,
	"known_tabs" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"failing_since" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"problem" text,
	"told_at" timestamp with time zone,
	CONSTRAINT "intake_sheet_source" CHECK (source in ('access', 'quotas'))
);
--> statement-breakpoint
CREATE TABLE "sheet_snapshots" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"spreadsheet" text NOT NULL,
	"tab" text NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"row_count" integer NOT NULL,
	"digest" text NOT NULL,
	"contents" "bytea" NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "troubles" (
	"name" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"told" text
);
--> statement-breakpoint
ALTER TABLE "approvals" DROP CONSTRAINT "approval_surface";--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "identities" DROP CONSTRAINT "identity_kind";--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "thread" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "helpdesk_tickets" ADD CONSTRAINT "helpdesk_tickets_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intake_rows" ADD CONSTRAINT "intake_rows_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "intake_rows_stamp" ON "intake_rows" USING btree ("stamp") WHERE stamp is not null;--> statement-breakpoint
CREATE INDEX "intake_rows_digest" ON "intake_rows" USING btree ("source","digest");--> statement-breakpoint
CREATE INDEX "intake_rows_request" ON "intake_rows" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "intake_rows_to_move" ON "intake_rows" USING btree ("source") WHERE move_to is not null and moved_at is null;--> statement-breakpoint
CREATE INDEX "sheet_snapshots_tab" ON "sheet_snapshots" USING btree ("spreadsheet","tab","taken_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_request" ON "tickets" USING btree ("request_id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "notifications_mark" ON "notifications" USING btree ("mark");--> statement-breakpoint
CREATE INDEX "notifications_thread" ON "notifications" USING btree ("thread") WHERE thread is not null and run_at is not null;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approval_surface" CHECK (surface in ('chat', 'email', 'web', 'cli', 'sheet', 'ticket', 'rule'));--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'replied', 'ticket-merged', 'ticket-changed', 'reminded', 'escalated', 'expired', 'undelivered', 'mail-delayed', 'sent-again', 'ticket-set', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'email-kept', 'name-changed', 'username-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased', 'adopted', 'merged', 'split', 'conflict-decided', 'conflict-reopened', 'pi-proposed', 'pi-claimed', 'pi-declined', 'pi-rejected'));--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identity_kind" CHECK (kind in ('chat', 'email', 'campus', 'login', 'ticket'));