CREATE TABLE "form_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"email" text NOT NULL,
	"token_hash" "bytea",
	"network" text NOT NULL,
	"language" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "form_links_token" UNIQUE("token_hash"),
	CONSTRAINT "purpose" CHECK (purpose in ('apply', 'status'))
);
--> statement-breakpoint
CREATE TABLE "group_memberships" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "group_memberships_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"system" text NOT NULL,
	"name" text NOT NULL,
	"request_id" integer,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" integer NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"chat_user" text,
	"role" text NOT NULL,
	"ends_on" text,
	"token_hash" "bytea" NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"invited_by" text NOT NULL,
	"invited_by_name" text NOT NULL,
	"invited_by_email" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"request_id" integer,
	CONSTRAINT "invitations_token" UNIQUE("token_hash"),
	CONSTRAINT "invitation_state" CHECK (state in ('open', 'accepted', 'declined', 'taken-back', 'expired')),
	CONSTRAINT "invitation_role" CHECK (role in ('manager', 'member')),
	CONSTRAINT "invitation_reaches_someone" CHECK ("invitations"."email" is not null or "invitations"."chat_user" is not null)
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "event_kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "stage";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "waits_for";--> statement-breakpoint
DROP INDEX "requests_open_email";--> statement-breakpoint
ALTER TABLE "group_memberships" ADD CONSTRAINT "group_memberships_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_memberships" ADD CONSTRAINT "group_memberships_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "form_links_email" ON "form_links" USING btree (lower(email),"created_at");--> statement-breakpoint
CREATE INDEX "form_links_network" ON "form_links" USING btree ("network","created_at");--> statement-breakpoint
CREATE INDEX "form_links_created" ON "form_links" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "group_memberships_account" ON "group_memberships" USING btree ("account_id","system","name");--> statement-breakpoint
CREATE INDEX "group_memberships_name" ON "group_memberships" USING btree ("system","name");--> statement-breakpoint
CREATE INDEX "group_memberships_request" ON "group_memberships" USING btree ("request_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_open_email" ON "invitations" USING btree ("project_id",lower("email")) WHERE state = 'open' and email is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_open_user" ON "invitations" USING btree ("project_id","chat_user") WHERE state = 'open' and chat_user is not null;--> statement-breakpoint
CREATE INDEX "invitations_project" ON "invitations" USING btree ("project_id","created_at");--> statement-breakpoint
CREATE INDEX "invitations_expiry" ON "invitations" USING btree ("expires_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "invitations_request" ON "invitations" USING btree ("request_id") WHERE request_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_project" ON "requests" USING btree (lower(email),"project") WHERE kind = 'project' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_removal" ON "requests" USING btree ("project",lower(email),"username") WHERE kind = 'removal' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_membership_change" ON "requests" USING btree ("project",lower(email),"username") WHERE kind = 'membership-change' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_new_pi" ON "requests" USING btree ("project") WHERE kind = 'new-pi' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind not in ('membership', 'membership-change', 'new-pi', 'quota', 'offboarding', 'password', 'project', 'removal', 'resumption', 'suspension', 'trust-review') and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind in ('requested', 'amended', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'approval-required', 'rule-noted', 'trust-kept', 'trust-suspended', 'trust-removed', 'asked', 'answered', 'address-confirmed', 'claimed', 'unclaimed', 'pi-changed', 'corrected', 'confirmed', 'declined', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'replied', 'ticket-merged', 'ticket-changed', 'row-changed', 'reminded', 'escalated', 'expired', 'undelivered', 'mail-delayed', 'sent-again', 'ticket-set', 'password-set', 'signed', 'signature-asked', 'suspended-unsigned', 'restored-signed', 'linked', 'link-proposed', 'link-declined', 'link-frozen', 'email-changed', 'email-kept', 'name-changed', 'username-changed', 'changed-in-system', 'owner-chosen', 'offboarded', 'offboarding-failed', 'suspended', 'reason-given', 'resumed', 'erased', 'adopted', 'merged', 'split', 'conflict-decided', 'conflict-reopened', 'pi-proposed', 'pi-claimed', 'pi-declined', 'pi-rejected', 'member-invited', 'invitation-accepted', 'invitation-declined', 'invitation-taken-back', 'member-removed', 'role-changed', 'end-date-set'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "kind" CHECK (kind in ('account', 'gitlab-account', 'membership', 'membership-change', 'new-pi', 'offboarding', 'password', 'project', 'quota', 'removal', 'resumption', 'suspension', 'trust-review'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "stage" CHECK (stage in ('verify-identity', 'verify-member', 'verify-quota', 'await-admin', 'await-pi', 'sign-agreements', 'confirm-plan', 'register', 'create-accounts', 'add-memberships', 'found-project', 'join-project', 'read-quota', 'set-quota', 'restore-quota', 'count-belongings', 'confirm-leaving', 'hand-over-belongings', 'remove-access', 'suspend-access', 'restore-access', 'activate-in-gitlab', 'review-trust', 'undo-period', 'end-membership', 'change-membership', 'appoint-pi', 'hand-over', 'await-agreements', 'close'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "waits_for" CHECK (waits_for in ('admin', 'pi', 'address', 'confirmation', 'password', 'signature', 'project', 'end-date', 'closing-time', 'dry-run', 'new-owner', 'undo-period'));