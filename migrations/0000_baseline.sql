CREATE SEQUENCE "public"."lease_tokens" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"username" text NOT NULL,
	"uid_number" integer NOT NULL,
	"given_name" text NOT NULL,
	"family_name" text NOT NULL,
	"email" text NOT NULL,
	"chat_user" text,
	"ssh_public_key" text,
	"pin_hash" text,
	"project_id" integer NOT NULL,
	"request_id" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	"found_before" jsonb,
	"erased_at" timestamp with time zone,
	CONSTRAINT "accounts_username" UNIQUE("username"),
	CONSTRAINT "accounts_uid_number" UNIQUE("uid_number"),
	CONSTRAINT "accounts_request" UNIQUE("request_id"),
	CONSTRAINT "username_lower" CHECK ("accounts"."username" = lower("accounts"."username"))
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"signature" "bytea" NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	"only_row" boolean DEFAULT true NOT NULL,
	CONSTRAINT "audit_head_only_row" UNIQUE("only_row"),
	CONSTRAINT "only_head" CHECK ("audit_head"."only_row")
);
--> statement-breakpoint
CREATE TABLE "audit_seals" (
	"position" bigint PRIMARY KEY NOT NULL,
	"event_id" bigint NOT NULL,
	"request_id" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_seals_event" UNIQUE("event_id")
);
--> statement-breakpoint
CREATE TABLE "chat_pace" (
	"name" text PRIMARY KEY NOT NULL,
	"busy_until" timestamp with time zone NOT NULL,
	"next_turn" timestamp with time zone NOT NULL,
	"granted" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"name" text PRIMARY KEY NOT NULL,
	"next" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cron_slots" (
	"name" text NOT NULL,
	"slot" timestamp with time zone NOT NULL,
	CONSTRAINT "cron_slots_name_slot_pk" PRIMARY KEY("name","slot")
);
--> statement-breakpoint
CREATE TABLE "delegations" (
	"pi_user" text NOT NULL,
	"delegate_user" text NOT NULL,
	"delegate_name" text NOT NULL,
	"until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "delegations_pi_user_delegate_user_pk" PRIMARY KEY("pi_user","delegate_user")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"audience" text NOT NULL,
	"place" text NOT NULL,
	"message" text,
	"changed" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"problem" text,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"deaths" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"lease_by" integer
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"request_id" integer NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"stage" text NOT NULL,
	"actor" text NOT NULL,
	"actor_name" text NOT NULL,
	"note" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "events_seq" UNIQUE("request_id","seq"),
	CONSTRAINT "event_kind" CHECK (kind in ('requested', 'quarantined', 'released', 'approved', 'denied', 'marked-as-spam', 'asked', 'answered', 'claimed', 'unclaimed', 'pi-changed', 'reassigned', 'delegated', 'retried', 'abandoned', 'withdrawn', 'rerouted', 'waiting', 'stage-done', 'stage-failed', 'stuck', 'sent-back', 'fulfilled', 'refused', 'reminded', 'escalated', 'expired', 'undelivered', 'password-set', 'linked', 'offboarded', 'offboarding-failed', 'resumed', 'erased'))
);
--> statement-breakpoint
CREATE TABLE "failures" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"rival_since" timestamp with time zone,
	"sealed_audit_key" "bytea",
	"audit_key_after" bigint DEFAULT 0 NOT NULL,
	"only_row" boolean DEFAULT true NOT NULL,
	CONSTRAINT "installation_only_row" UNIQUE("only_row"),
	CONSTRAINT "only_row" CHECK ("installation"."only_row")
);
--> statement-breakpoint
CREATE TABLE "interactions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"is_command" boolean NOT NULL,
	"text" text NOT NULL,
	"request_id" integer,
	"mark" text,
	"card" jsonb,
	"received_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"deaths" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"lease_by" integer,
	CONSTRAINT "interactions_key" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"account_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"request_id" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "memberships_account_id_project_id_pk" PRIMARY KEY("account_id","project_id")
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"mark" uuid DEFAULT gen_random_uuid() NOT NULL,
	"request_id" integer,
	"template" text NOT NULL,
	"via" text NOT NULL,
	"to_name" text NOT NULL,
	"to_email" text,
	"to_user" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"problem" text,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"deaths" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"lease_by" integer,
	CONSTRAINT "notifications_key" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "password_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" integer,
	"account_id" integer,
	"keystone_user_id" text,
	"token_hash" "bytea" NOT NULL,
	"pin_hash" text,
	"sealed_password" "bytea",
	"pending" text[] DEFAULT '{}' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"unanswered_since" timestamp with time zone,
	"stale_since" timestamp with time zone,
	"attempt_lock_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "password_links_request" UNIQUE("request_id"),
	CONSTRAINT "password_links_keystone_user" UNIQUE("keystone_user_id"),
	CONSTRAINT "password_links_token" UNIQUE("token_hash"),
	CONSTRAINT "attempts_counted" CHECK ("password_links"."attempts" >= 0),
	CONSTRAINT "whose" CHECK (("password_links"."account_id" is null) = ("password_links"."keystone_user_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "password_resets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" integer NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "password_resets_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "projects_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"gid_number" integer NOT NULL,
	"adopted" boolean DEFAULT false NOT NULL,
	"pi_name" text,
	"pi_email" text,
	"pi_user" text,
	"request_id" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "projects_name" UNIQUE("name"),
	CONSTRAINT "projects_gid_number" UNIQUE("gid_number"),
	CONSTRAINT "name_lower" CHECK ("projects"."name" = lower("projects"."name"))
);
--> statement-breakpoint
CREATE TABLE "quarantined_addresses" (
	"email" text PRIMARY KEY NOT NULL,
	"request_id" integer NOT NULL,
	"quarantined_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rejected_logins" (
	"system" text NOT NULL,
	"fingerprint" text NOT NULL,
	"rejections" integer NOT NULL,
	"problem" text NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	CONSTRAINT "rejected_logins_system_fingerprint_pk" PRIMARY KEY("system","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"mark" uuid DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"stage" text NOT NULL,
	"stage_since" timestamp with time zone NOT NULL,
	"clock_since" timestamp with time zone NOT NULL,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"deaths" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"lease_by" integer,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"origin" text NOT NULL,
	"given_name" text NOT NULL,
	"family_name" text NOT NULL,
	"email" text NOT NULL,
	"requester_user" text,
	"username" text,
	"project" text,
	"pi_name" text,
	"pi_email" text,
	"pi_user" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"decisions" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"plan" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"assignee" jsonb,
	"question" jsonb,
	"quota" jsonb,
	"delegates" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"pin_hash" text,
	"needs_admin" boolean DEFAULT false NOT NULL,
	"escalated_at" timestamp with time zone,
	"waits_for" text,
	"problem" text,
	CONSTRAINT "requests_origin" UNIQUE("origin"),
	CONSTRAINT "kind" CHECK (kind in ('account', 'membership', 'password', 'quota')),
	CONSTRAINT "status" CHECK (status in ('running', 'waiting', 'quarantined', 'stuck', 'closed', 'refused', 'spam', 'withdrawn', 'offboarded')),
	CONSTRAINT "stage" CHECK (stage in ('verify-identity', 'verify-member', 'verify-quota', 'await-admin', 'await-pi', 'confirm-plan', 'register', 'create-accounts', 'add-memberships', 'join-project', 'read-quota', 'set-quota', 'restore-quota', 'hand-over', 'close')),
	CONSTRAINT "waits_for" CHECK (waits_for in ('admin', 'pi', 'password', 'project', 'end-date', 'closing-time', 'dry-run')),
	CONSTRAINT "waits_for_something" CHECK ((waits_for is not null) = (status = 'waiting'))
);
--> statement-breakpoint
CREATE TABLE "secret_keys" (
	"number" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "secret_keys_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"first_used_at" timestamp with time zone NOT NULL,
	"dropped_at" timestamp with time zone,
	CONSTRAINT "secret_keys_id" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "views" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"request_id" integer NOT NULL,
	"audience" text NOT NULL,
	"place" text NOT NULL,
	"message" text,
	"posted_at" timestamp with time zone,
	"digest_id" bigint,
	"collapsed" boolean DEFAULT false NOT NULL,
	"shown_version" integer DEFAULT 0 NOT NULL,
	"shown_dry_run" boolean DEFAULT false NOT NULL,
	"moved_to" text,
	"wanted_version" integer NOT NULL,
	"problem" text,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"deaths" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"lease_by" integer,
	CONSTRAINT "views_place" UNIQUE("request_id","audience","place")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantined_addresses" ADD CONSTRAINT "quarantined_addresses_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "views" ADD CONSTRAINT "views_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "views" ADD CONSTRAINT "views_digest_id_digests_id_fk" FOREIGN KEY ("digest_id") REFERENCES "public"."digests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_email" ON "accounts" USING btree (lower(email));--> statement-breakpoint
CREATE INDEX "accounts_family_name" ON "accounts" USING btree (lower(family_name));--> statement-breakpoint
CREATE INDEX "accounts_secrets" ON "accounts" USING btree ("id") WHERE pin_hash is not null;--> statement-breakpoint
CREATE INDEX "accounts_chat_user" ON "accounts" USING btree ("chat_user") WHERE chat_user is not null;--> statement-breakpoint
CREATE INDEX "digests_due" ON "digests" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "digests_leased" ON "digests" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "failures_since" ON "failures" USING btree ("since");--> statement-breakpoint
CREATE INDEX "interactions_due" ON "interactions" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "interactions_leased" ON "interactions" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
CREATE INDEX "notifications_due" ON "notifications" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "notifications_leased" ON "notifications" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
CREATE INDEX "notifications_request" ON "notifications" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "password_links_expiry" ON "password_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "password_links_secrets" ON "password_links" USING btree ("expires_at") WHERE pin_hash is not null or sealed_password is not null;--> statement-breakpoint
CREATE INDEX "password_links_account" ON "password_links" USING btree ("account_id") WHERE account_id is not null;--> statement-breakpoint
CREATE INDEX "password_resets_account" ON "password_resets" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "requests_due" ON "requests" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "requests_leased" ON "requests" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind not in ('membership', 'quota') and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_quota" ON "requests" USING btree ("project") WHERE kind = 'quota' and stage <> 'restore-quota' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_membership" ON "requests" USING btree (lower(email),"project") WHERE kind = 'membership' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_username" ON "requests" USING btree ("username") WHERE kind = 'account' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE INDEX "requests_open_pi" ON "requests" USING btree ("pi_user") WHERE status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE INDEX "requests_requester" ON "requests" USING btree ("requester_user");--> statement-breakpoint
CREATE INDEX "requests_email" ON "requests" USING btree (lower(email));--> statement-breakpoint
CREATE INDEX "requests_secrets" ON "requests" USING btree ("id") WHERE pin_hash is not null;--> statement-breakpoint
CREATE INDEX "views_posted" ON "views" USING btree ("place","posted_at");--> statement-breakpoint
CREATE INDEX "views_unposted" ON "views" USING btree ("place") WHERE message is null;--> statement-breakpoint
CREATE INDEX "views_expanded" ON "views" USING btree ("request_id") WHERE not collapsed and message is not null;--> statement-breakpoint
CREATE INDEX "views_digest" ON "views" USING btree ("digest_id") WHERE digest_id is not null;--> statement-breakpoint
CREATE INDEX "views_due" ON "views" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "views_leased" ON "views" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
-- drizzle-kit doesn't generate the rest, so it was added by hand.
-- Events and their seals can only be added. If the owner of the tables changes them anyway, `acct audit verify` finds it.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END
$$;
--> statement-breakpoint
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A request changes a dozen times. Room on its page lets PostgreSQL leave the indexes alone (heap-only tuples).
ALTER TABLE requests SET (fillfactor = 70);
--> statement-breakpoint
INSERT INTO installation DEFAULT VALUES;
