CREATE TABLE "approvals_ahead" (
	"email" text PRIMARY KEY NOT NULL,
	"by" text NOT NULL,
	"by_name" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"request_id" integer
);
--> statement-breakpoint
CREATE TABLE "public_log" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "public_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"request_id" integer NOT NULL,
	"name" text NOT NULL,
	"user_id" text NOT NULL,
	"rule" text,
	"at" timestamp with time zone NOT NULL,
	"published_revision" bigint,
	"published_at" timestamp with time zone,
	CONSTRAINT "public_log_request" UNIQUE("request_id")
);
--> statement-breakpoint
CREATE TABLE "rule_uses" (
	"rule" text NOT NULL,
	"request_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "rule_uses_rule_request_id_pk" PRIMARY KEY("rule","request_id")
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "stage";--> statement-breakpoint
DROP INDEX "requests_open_email";--> statement-breakpoint
ALTER TABLE "approvals_ahead" ADD CONSTRAINT "approvals_ahead_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "public_log" ADD CONSTRAINT "public_log_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_uses" ADD CONSTRAINT "rule_uses_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "public_log_at" ON "public_log" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "public_log_unpublished" ON "public_log" USING btree ("id") WHERE published_at is null;--> statement-breakpoint
CREATE INDEX "rule_uses_at" ON "rule_uses" USING btree ("rule","at");--> statement-breakpoint
CREATE INDEX "requests_created" ON "requests" USING btree ("kind","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_review" ON "requests" USING btree ("username") WHERE kind = 'trust-review' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind not in ('membership', 'quota', 'offboarding', 'password', 'trust-review') and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'approval-required', 'rule-noted', 'trust-kept', 'trust-suspended', 'trust-removed', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'replied', 'ticket-merged', 'ticket-changed', 'row-changed', 'reminded', 'escalated', 'expired', 'undelivered', 'mail-delayed', 'sent-again', 'ticket-set', 'password-set', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'email-kept', 'name-changed', 'username-changed', 'offboarded', 'offboarding-failed', 'resumed', 'erased', 'adopted', 'merged', 'split', 'conflict-decided', 'conflict-reopened', 'pi-proposed', 'pi-claimed', 'pi-declined', 'pi-rejected'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "kind" CHECK (kind in ('account', 'gitlab-account', 'membership', 'offboarding', 'password', 'quota', 'trust-review'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "stage" CHECK (stage in ('verify-identity', 'verify-member', 'verify-quota', 'await-admin', 'await-pi', 'confirm-plan', 'register', 'create-accounts', 'add-memberships', 'join-project', 'read-quota', 'set-quota', 'restore-quota', 'remove-access', 'activate-in-gitlab', 'review-trust', 'hand-over', 'close'));