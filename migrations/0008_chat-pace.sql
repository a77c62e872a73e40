CREATE TABLE "chat_pace" (
	"name" text PRIMARY KEY NOT NULL,
	"busy_until" timestamp with time zone NOT NULL,
	"next_turn" timestamp with time zone NOT NULL,
	"granted" boolean NOT NULL
);
