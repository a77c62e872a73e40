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
CREATE INDEX "form_links_email" ON "form_links" USING btree (lower(email),"created_at");--> statement-breakpoint
CREATE INDEX "form_links_network" ON "form_links" USING btree ("network","created_at");--> statement-breakpoint
CREATE INDEX "form_links_created" ON "form_links" USING btree ("created_at");