CREATE TABLE "begun_posts" (
	"key" text PRIMARY KEY NOT NULL,
	"begun_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_posts" (
	"message" text PRIMARY KEY NOT NULL,
	"update_at" bigint NOT NULL,
	"is_locked" boolean DEFAULT false NOT NULL,
	"superseded_by" text
);
--> statement-breakpoint
CREATE INDEX "chat_posts_superseded" ON "chat_posts" USING btree ("superseded_by") WHERE superseded_by is not null;