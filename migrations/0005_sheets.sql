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
ALTER TABLE "approvals" DROP CONSTRAINT "approval_surface";--> statement-breakpoint
ALTER TABLE "intake_rows" ADD CONSTRAINT "intake_rows_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "intake_rows_stamp" ON "intake_rows" USING btree ("stamp") WHERE stamp is not null;--> statement-breakpoint
CREATE INDEX "intake_rows_digest" ON "intake_rows" USING btree ("source","digest");--> statement-breakpoint
CREATE INDEX "intake_rows_request" ON "intake_rows" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "intake_rows_to_move" ON "intake_rows" USING btree ("source") WHERE move_to is not null and moved_at is null;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approval_surface" CHECK (surface in ('chat', 'email', 'web', 'cli', 'sheet', 'ticket', 'rule'));