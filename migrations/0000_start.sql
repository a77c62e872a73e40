CREATE SEQUENCE "public"."lease_tokens" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE SEQUENCE "public"."process_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1 CYCLE;--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"username" text NOT NULL,
	"uid_number" integer NOT NULL,
	"given_name" text NOT NULL,
	"family_name" text NOT NULL,
	"email" text NOT NULL,
	"chat_user" text,
	"pin_hash" text,
	"project_id" integer NOT NULL,
	"request_id" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "accounts_username" UNIQUE("username"),
	CONSTRAINT "accounts_uid_number" UNIQUE("uid_number"),
	CONSTRAINT "accounts_request" UNIQUE("request_id"),
	CONSTRAINT "username_lower" CHECK ("accounts"."username" = lower("accounts"."username"))
);
--> statement-breakpoint
CREATE TABLE "cards" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"request_id" integer NOT NULL,
	"audience" text NOT NULL,
	"place" text NOT NULL,
	"message" text,
	"shown_version" integer DEFAULT 0 NOT NULL,
	"wanted_version" integer NOT NULL,
	"problem" text,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"lease_by" integer,
	CONSTRAINT "cards_place" UNIQUE("request_id","audience","place")
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
	"hash" "bytea" NOT NULL,
	CONSTRAINT "events_seq" UNIQUE("request_id","seq")
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
CREATE TABLE "messages" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"request_id" integer NOT NULL,
	"letter" text NOT NULL,
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
	"lease_token" bigint,
	"lease_by" integer,
	CONSTRAINT "messages_key" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "password_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" integer NOT NULL,
	"account_id" integer NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"pin_hash" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "password_links_request" UNIQUE("request_id"),
	CONSTRAINT "password_links_token" UNIQUE("token_hash"),
	CONSTRAINT "attempts_counted" CHECK ("password_links"."attempts" >= 0)
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
CREATE TABLE "requests" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"stage" text NOT NULL,
	"stage_since" timestamp with time zone NOT NULL,
	"run_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
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
	"pin_hash" text,
	"problem" text,
	"event_seq" integer DEFAULT 0 NOT NULL,
	"event_hash" "bytea" DEFAULT '\x' NOT NULL,
	CONSTRAINT "requests_origin" UNIQUE("origin"),
	CONSTRAINT "kind" CHECK (kind in ('account', 'password')),
	CONSTRAINT "status" CHECK (status in ('running', 'waiting', 'stuck', 'closed', 'refused', 'spam', 'withdrawn'))
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cards" ADD CONSTRAINT "cards_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_email" ON "accounts" USING btree (lower(email));--> statement-breakpoint
CREATE INDEX "cards_due" ON "cards" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "cards_leased" ON "cards" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "messages_leased" ON "messages" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
CREATE INDEX "messages_request" ON "messages" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "password_links_expiry" ON "password_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "requests_due" ON "requests" USING btree ("run_at") WHERE run_at is not null;--> statement-breakpoint
CREATE INDEX "requests_leased" ON "requests" USING btree ("lease_by") WHERE lease_by is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE status in ('running', 'waiting', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_username" ON "requests" USING btree ("username") WHERE kind = 'account' and status in ('running', 'waiting', 'stuck');--> statement-breakpoint
CREATE INDEX "requests_open_pi" ON "requests" USING btree ("pi_user") WHERE status in ('running', 'waiting', 'stuck');--> statement-breakpoint
CREATE INDEX "requests_requester" ON "requests" USING btree ("requester_user");