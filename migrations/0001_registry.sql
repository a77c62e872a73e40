CREATE TABLE "external_ids" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "external_ids_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"account_id" integer,
	"project_id" integer,
	"system" text NOT NULL,
	"value" text NOT NULL,
	"name" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "external_ids_account" UNIQUE("account_id","system"),
	CONSTRAINT "external_ids_project" UNIQUE("project_id","system"),
	CONSTRAINT "external_subject" CHECK (("external_ids"."account_id" is null) <> ("external_ids"."project_id" is null))
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "identities_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"person_id" integer NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"state" text NOT NULL,
	"verified_by" text,
	"verified_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "identity_kind" CHECK (kind in ('chat', 'email', 'campus', 'login')),
	CONSTRAINT "identity_state" CHECK (state in ('auto', 'pending', 'active', 'declined', 'frozen')),
	CONSTRAINT "identity_verified_by" CHECK (verified_by in ('chat', 'link', 'directory', 'file', 'admin', 'approval', 'login')),
	CONSTRAINT "identity_verified" CHECK (("identities"."verified_by" is null) = ("identities"."verified_at" is null))
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"given_name" text NOT NULL,
	"family_name" text NOT NULL,
	"email" text,
	"source" text NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "person_source" CHECK (source in ('request', 'adopted', 'directory', 'manual'))
);
--> statement-breakpoint
DROP INDEX "accounts_email";--> statement-breakpoint
DROP INDEX "accounts_family_name";--> statement-breakpoint
DROP INDEX "accounts_chat_user";--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_account_id_project_id_pk";--> statement-breakpoint
ALTER TABLE "accounts" ALTER COLUMN "project_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_seals" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ALTER COLUMN "stage" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ALTER COLUMN "account_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "person_id" integer;--> statement-breakpoint
ALTER TABLE "audit_seals" ADD COLUMN "person_id" integer;--> statement-breakpoint
ALTER TABLE "audit_seals" ADD COLUMN "project_id" integer;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "person_id" integer;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "project_id" integer;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "id" integer PRIMARY KEY NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "memberships_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "person_id" integer;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "role" text DEFAULT 'member' NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "external_ids" ADD CONSTRAINT "external_ids_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_ids" ADD CONSTRAINT "external_ids_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "external_ids_value" ON "external_ids" USING btree ("system","value");--> statement-breakpoint
CREATE UNIQUE INDEX "identities_value" ON "identities" USING btree ("kind","value") WHERE state not in ('pending', 'declined');--> statement-breakpoint
CREATE UNIQUE INDEX "identities_person_value" ON "identities" USING btree ("person_id","kind","value");--> statement-breakpoint
CREATE INDEX "identities_person" ON "identities" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "people_family_name" ON "people" USING btree (lower("family_name"));--> statement-breakpoint
CREATE INDEX "people_email" ON "people" USING btree (lower("email"));--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_person" ON "accounts" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_account" ON "memberships" USING btree ("account_id","project_id") WHERE account_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_decider" ON "memberships" USING btree ("person_id","project_id") WHERE account_id is null;--> statement-breakpoint
CREATE INDEX "memberships_project" ON "memberships" USING btree ("project_id","role");--> statement-breakpoint
CREATE INDEX "memberships_person" ON "memberships" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "memberships_request" ON "memberships" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "memberships_end" ON "memberships" USING btree ("ends_at") WHERE ends_at is not null;--> statement-breakpoint
-- Every account becomes a person with an address and, if it is linked, a user in the chat.
ALTER TABLE "people" ADD COLUMN "account" integer;--> statement-breakpoint
INSERT INTO people (given_name, family_name, email, source, created_at, account)
  SELECT given_name, family_name, email, 'request', created_at, id FROM accounts ORDER BY id;--> statement-breakpoint
UPDATE accounts SET person_id = people.id FROM people WHERE people.account = accounts.id;--> statement-breakpoint
ALTER TABLE "people" DROP COLUMN "account";--> statement-breakpoint
INSERT INTO identities (person_id, kind, value, state, verified_by, verified_at, created_at)
  SELECT person_id, 'email', lower(email), 'active', CASE WHEN chat_user IS NULL THEN 'file' ELSE 'chat' END, created_at, created_at
  FROM accounts ORDER BY id;--> statement-breakpoint
INSERT INTO identities (person_id, kind, value, state, verified_by, verified_at, created_at)
  SELECT DISTINCT ON (chat_user) person_id, 'chat', chat_user, 'active', 'chat', created_at, created_at
  FROM accounts WHERE chat_user IS NOT NULL ORDER BY chat_user, removed_at NULLS FIRST, id;--> statement-breakpoint
UPDATE memberships SET person_id = accounts.person_id, source = 'request' FROM accounts WHERE accounts.id = memberships.account_id;--> statement-breakpoint
UPDATE projects SET source = CASE WHEN adopted THEN 'adopted' ELSE 'request' END;--> statement-breakpoint
-- The PI of each project becomes a person, too, and decides for it by membership.
DO $$
DECLARE
  project record;
  pi integer;
BEGIN
  FOR project IN SELECT * FROM projects WHERE pi_email IS NOT NULL OR pi_user IS NOT NULL ORDER BY id LOOP
    SELECT person_id INTO pi FROM identities
      WHERE kind = 'chat' AND value = project.pi_user OR kind = 'email' AND value = lower(project.pi_email)
      ORDER BY kind LIMIT 1;
    IF pi IS NULL THEN
      INSERT INTO people (given_name, family_name, email, source, created_at)
        VALUES (
          coalesce(substring(project.pi_name FROM '^(.*)\s\S+$'), ''),
          coalesce(substring(project.pi_name FROM '\S+$'), project.pi_email, project.pi_user),
          project.pi_email, 'request', project.created_at
        )
        RETURNING id INTO pi;
    END IF;
    IF project.pi_email IS NOT NULL THEN
      INSERT INTO identities (person_id, kind, value, state, verified_by, verified_at, created_at)
        VALUES (pi, 'email', lower(project.pi_email), 'active', 'approval', project.created_at, project.created_at)
        ON CONFLICT DO NOTHING;
    END IF;
    IF project.pi_user IS NOT NULL THEN
      INSERT INTO identities (person_id, kind, value, state, verified_by, verified_at, created_at)
        VALUES (pi, 'chat', project.pi_user, 'active', 'approval', project.created_at, project.created_at)
        ON CONFLICT DO NOTHING;
    END IF;
    UPDATE memberships SET role = 'pi' WHERE person_id = pi AND project_id = project.id;
    IF NOT FOUND THEN
      INSERT INTO memberships (project_id, person_id, role, source, request_id, created_at)
        VALUES (project.id, pi, 'pi', project.source, project.request_id, project.created_at);
    END IF;
  END LOOP;
END
$$;--> statement-breakpoint
ALTER TABLE "accounts" ALTER COLUMN "person_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ALTER COLUMN "person_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ALTER COLUMN "source" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ALTER COLUMN "source" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "given_name";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "family_name";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "email";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "chat_user";--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "pi_name";--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "pi_email";--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "pi_user";--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_person_seq" UNIQUE("person_id","seq");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_project_seq" UNIQUE("project_id","seq");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_subject" CHECK (num_nonnulls("events"."request_id", "events"."person_id", "events"."project_id") = 1);--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "event_stage" CHECK (("events"."stage" is null) = ("events"."request_id" is null));--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "membership_role" CHECK (role in ('pi', 'manager', 'member'));--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "membership_source" CHECK (source in ('request', 'adopted', 'directory', 'manual'));--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "member_has_account" CHECK ("memberships"."role" <> 'member' or "memberships"."account_id" is not null);--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "project_source" CHECK (source in ('request', 'adopted', 'directory', 'manual'));