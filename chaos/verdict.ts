import type { Site } from "../test/services/site.ts";
import type { Crew } from "./crew.ts";
import { emailOf } from "./people.ts";

export interface SentMail {
  readonly messageId: string;
  readonly subject: string;
  readonly to: string;
  /** Which run of which seat. */
  readonly by: string;
  readonly at: number;
}

interface Judging {
  readonly site: Site;
  readonly crew: Crew;
  readonly sent: readonly SentMail[];
  readonly requests: number;
  query<Row>(statement: string): Promise<Row[]>;
}

/** A process that was killed so long after a mail was taken may have died before it could write that down. */
const DIED_WITHIN_MS = 5000;

/** Everything that must never be, however much goes wrong, a sentence each. Empty: all is well. */
export async function judge({ site, crew, sent, requests, query }: Judging): Promise<string[]> {
  const wrong: string[] = [...crew.surprises];
  const rows = await query<{ id: number; email: string; status: string; stage: string; problem: string }>(
    "select id, email, status, stage, problem from requests order by id",
  );
  for (let n = 0; n < requests; n++) {
    const mine = rows.filter(({ email }) => email === emailOf(n));
    if (mine.length !== 1) wrong.push(`${emailOf(n)} has ${mine.length} requests`);
  }
  for (const { id, status, stage, problem } of rows) {
    if (status !== "closed") wrong.push(`request ${id} is ${status} at ${stage}: ${problem}`);
  }
  const entries = (await site.slapd?.search("(objectClass=posixAccount)", "uid", "uidNumber")) ?? "";
  const numbers = [...entries.matchAll(/^uidNumber: (\d+)$/gm)].map(([, number]) => number);
  if (new Set(numbers).size !== numbers.length) wrong.push("a uidNumber was given twice");
  for (let n = 0; n < requests; n++) {
    const count = entries.match(new RegExp(`^uid: pn${n}$`, "gm"))?.length ?? 0;
    if (count !== 1) wrong.push(`pn${n} has ${count} accounts`);
  }
  for (const table of ["accounts", "memberships"]) {
    const [{ count } = { count: 0 }] = await query<{ count: number }>(`select count(*)::int from ${table}`);
    if (count !== requests) wrong.push(`${count} ${table}, and ${requests} requests`);
  }
  const twice = await query<{ request_id: number; kind: string }>(
    `select request_id, kind from events where kind in ('requested', 'password-set') group by 1, 2 having count(*) > 1
     union all select request_id, kind from events where kind = 'approved' group by 1, 2 having count(*) > 2`,
  );
  for (const { request_id: id, kind } of twice) wrong.push(`request ${id} was ${kind} more than once`);
  const unsent = await query<{ key: string; problem: string }>(
    "select key, problem from messages where sent_at is null",
  );
  for (const { key, problem } of unsent) wrong.push(`the message ${key} was not sent: ${problem}`);
  const { code, stdout } = await site.run("audit", "verify");
  if (code !== 0) wrong.push(`audit verify: ${stdout}`);
  const reconciled = await site.run("reconcile");
  if (reconciled.code !== 0) wrong.push(`reconcile: ${reconciled.stdout}`);
  wrong.push(...copies(sent, crew).wrong);
  return wrong;
}

/** Mails that went out more than once, apart from those whose process was killed before it could write down that they had. */
export function copies(sent: readonly SentMail[], { killedAt }: Pick<Crew, "killedAt">) {
  const wrong: string[] = [];
  let excused = 0;
  for (const same of Map.groupBy(sent, ({ messageId, to }) => `${messageId} ${to}`).values()) {
    for (const { by, at, subject, to } of same.slice(0, -1)) {
      const diedAt = killedAt.get(by);
      if (diedAt !== undefined && diedAt >= at - 100 && diedAt - at < DIED_WITHIN_MS) excused++;
      else wrong.push(`"${subject}" went to ${to} more than once: ${by} had sent it and was not killed`);
    }
  }
  return { wrong, excused };
}
