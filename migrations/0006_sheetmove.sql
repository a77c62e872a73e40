CREATE TABLE "sheet_snapshots" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"spreadsheet" text NOT NULL,
	"tab" text NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"row_count" integer NOT NULL,
	"digest" text NOT NULL,
	"contents" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "sheet_snapshots_tab" ON "sheet_snapshots" USING btree ("spreadsheet","tab","taken_at");