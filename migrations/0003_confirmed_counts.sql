ALTER TABLE "source_counts" ADD COLUMN "is_confirmed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- Every adoption notes when it saw each ID. With room on their pages, the rows are updated in place, and no index changes.
ALTER TABLE "external_ids" SET (fillfactor = 50);
