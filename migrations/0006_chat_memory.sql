CREATE TABLE "chat_conversations" (
	"id" text PRIMARY KEY NOT NULL,
	"last_read" text NOT NULL,
	"last_read_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_homes" (
	"user_id" text PRIMARY KEY NOT NULL,
	"message" text NOT NULL,
	"filter" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE INDEX "views_message" ON "views" USING btree ("message") WHERE message is not null;