import type { TestSite } from "./new-site.ts";

/** The next minute has begun, in which acct may read the sheets again. */
export async function aMinuteLater({ database }: TestSite): Promise<void> {
  await database.query("delete from chat_pace where name like 'google-sheets%'");
  await database.query("update intake_sheets set next_at = now()");
}
