CREATE TABLE "agreement_asks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agreement_asks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"mark" uuid DEFAULT gen_random_uuid() NOT NULL,
	"person_id" integer NOT NULL,
	"agreement" text NOT NULL,
	"version" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"reminded_at" timestamp with time zone NOT NULL,
	"reminders" integer DEFAULT 0 NOT NULL,
	"suspended_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "agreement_asks_mark" UNIQUE("mark")
);
--> statement-breakpoint
CREATE TABLE "agreement_locks" (
	"account_id" integer NOT NULL,
	"system" text NOT NULL,
	"found" text NOT NULL,
	"locked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "agreement_locks_account_id_system_pk" PRIMARY KEY("account_id","system")
);
--> statement-breakpoint
CREATE TABLE "agreement_signatures" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agreement_signatures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"system" text DEFAULT '' NOT NULL,
	"agreement" text NOT NULL,
	"version" text DEFAULT '' NOT NULL,
	"title" text NOT NULL,
	"text_hash" text NOT NULL,
	"person_id" integer,
	"email" text NOT NULL,
	"signed_by_name" text NOT NULL,
	"signed_at" timestamp with time zone NOT NULL,
	"via" text NOT NULL,
	"signed_from" text NOT NULL,
	"request_id" integer,
	"round" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "signature_via" CHECK (via in ('web', 'chat'))
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "stage";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "waits_for";--> statement-breakpoint
DROP INDEX "requests_open_email";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "suspended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "agreement_asks" ADD CONSTRAINT "agreement_asks_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_locks" ADD CONSTRAINT "agreement_locks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_signatures" ADD CONSTRAINT "agreement_signatures_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_signatures" ADD CONSTRAINT "agreement_signatures_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "agreement_asks_open" ON "agreement_asks" USING btree ("person_id","agreement","version") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "agreement_asks_suspended" ON "agreement_asks" USING btree ("person_id") WHERE suspended_at is not null and ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "agreement_signatures_once" ON "agreement_signatures" USING btree ("email","system","agreement","version","round");--> statement-breakpoint
CREATE INDEX "agreement_signatures_person" ON "agreement_signatures" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "agreement_signatures_request" ON "agreement_signatures" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "agreement_signatures_agreement" ON "agreement_signatures" USING btree ("system","agreement","version");--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_suspension" ON "requests" USING btree ("username") WHERE kind = 'suspension' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_resumption" ON "requests" USING btree ("username") WHERE kind = 'resumption' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind not in ('membership', 'quota', 'offboarding', 'password', 'resumption', 'suspension', 'trust-review') and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'approval-required', 'rule-noted', 'trust-kept', 'trust-suspended', 'trust-removed', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'replied', 'ticket-merged', 'ticket-changed', 'row-changed', 'reminded', 'escalated', 'expired', 'undelivered', 'mail-delayed', 'sent-again', 'ticket-set', 'password-set', 'signed', 'signature-asked', 'suspended-unsigned', 'restored-signed', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'email-kept', 'name-changed', 'username-changed', 'owner-chosen', 'offboarded', 'offboarding-failed', 'suspended', 'reason-given', 'resumed', 'erased', 'adopted', 'merged', 'split', 'conflict-decided', 'conflict-reopened', 'pi-proposed', 'pi-claimed', 'pi-declined', 'pi-rejected'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "kind" CHECK (kind in ('account', 'gitlab-account', 'membership', 'offboarding', 'password', 'quota', 'resumption', 'suspension', 'trust-review'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "stage" CHECK (stage in ('verify-identity', 'verify-member', 'verify-quota', 'await-admin', 'await-pi', 'sign-agreements', 'confirm-plan', 'register', 'create-accounts', 'add-memberships', 'join-project', 'read-quota', 'set-quota', 'restore-quota', 'count-belongings', 'confirm-leaving', 'hand-over-belongings', 'remove-access', 'suspend-access', 'restore-access', 'activate-in-gitlab', 'review-trust', 'hand-over', 'await-agreements', 'close'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "waits_for" CHECK (waits_for in ('admin', 'pi', 'address', 'password', 'signature', 'project', 'end-date', 'closing-time', 'dry-run', 'new-owner'));