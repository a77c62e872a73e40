import { sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { externalIds } from "./tables/external-ids.ts";

/** An ID that a system reported, and what the account or project is called there. */
interface SeenId {
  readonly system: string;
  readonly id: string;
  readonly name: string;
}

/** Whose ID it is: exactly one of the two. */
type Subject = { readonly accountId: number } | { readonly projectId: number };

/** Stores the ID of an account or a project in a system, or that it was seen again. There is one per system. */
export async function recordExternalId(
  db: Db,
  subject: Subject,
  { system, id, name }: SeenId,
  now: Date,
): Promise<void> {
  const target = "accountId" in subject ? externalIds.accountId : externalIds.projectId;
  await db
    .insert(externalIds)
    .values({ ...subject, system, value: id, name, seenAt: now })
    .onConflictDoUpdate({
      target: [target, externalIds.system],
      set: { value: id, name, seenAt: now },
      // Without a difference, nothing is written for every run of a stage.
      setWhere: sql`(${externalIds.value}, ${externalIds.name}) is distinct from (${id}, ${name})`,
    });
}

/** The IDs of an account or a project in each system, by the system's name, as a column of a query. */
export const externalIdsOf = (subject: "account" | "project") =>
  sql<Readonly<Record<string, string>>>`coalesce((
    select jsonb_object_agg(e.system, e.value) from external_ids e
    where e.${sql.raw(`${subject}_id`)} = ${sql.raw(`${subject}s.id`)}
  ), '{}'::jsonb)`.as("external_ids");
