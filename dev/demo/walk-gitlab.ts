import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { GitLabForWalk } from "./gitlab-system.ts";
import type { DemoStage } from "./stage.ts";
import type { WalkChats } from "./walk-chat.ts";

/** Someone whom a rule trusts signs up in GitLab and is approved without anyone. A stranger waits until Ada has read what was found. */
export async function walkGitLab(
  {
    stage,
    chats,
    gitlab,
  }: { readonly stage: DemoStage; readonly chats: WalkChats; readonly gitlab: GitLabForWalk },
  { begin, say, detail }: { begin(step: string): void; say(what: string): void; detail(line: string): void },
): Promise<void> {
  const untilActive = (username: string) =>
    chats.until(() => gitlab.isActive(username), `@${username} to be active in GitLab`);

  begin("Someone from the staff signs up in GitLab");
  const trusted = gitlab.signUp("trusted");
  await untilActive(trusted.username);
  say(`a rule approved @${trusted.username}`);
  detail(await readEvidence(stage.databaseUrl, trusted.username));
  detail(await logLine(stage, trusted.username));

  begin("A stranger signs up in GitLab");
  const stranger = gitlab.signUp("stranger");
  await chats.until(
    () => chats.inAdminChannels(stranger.name).some((card) => card.offers("approve")),
    `the card of ${stranger.name}`,
  );
  say("no rule approves, so there is a card");
  for (const finding of await readFindings(stage.databaseUrl, stranger.username)) detail(finding);

  begin("Ada approves the stranger");
  await chats.press("ada", "approve", stranger.name);
  await untilActive(stranger.username);
  say(`@${stranger.username} is active in GitLab`);
  detail(await logLine(stage, stranger.username));
}

/** What the approval of the rule rests on. */
async function readEvidence(databaseUrl: string, username: string): Promise<string> {
  const [row] = await query<{ rule: string; found: string }>(
    databaseUrl,
    `select a.rule, a.evidence -> 'found' -> 0 ->> 'text' as found
      from approvals a join requests r on r.id = a.request_id
      where r.details -> 'gitlab' ->> 'username' = $1 and a.rule is not null`,
    username,
  );
  if (!row) throw new Error(`no rule has approved @${username}`);
  return `rule ${row.rule}: ${row.found}`;
}

async function readFindings(databaseUrl: string, username: string): Promise<readonly string[]> {
  const [row] = await query<{ findings: string[] | null }>(
    databaseUrl,
    "select details -> 'ruleFindings' as findings from requests where details -> 'gitlab' ->> 'username' = $1",
    username,
  );
  if (!row?.findings?.length) throw new Error(`the card of @${username} doesn't say what was found`);
  return row.findings;
}

const POLL_MS = 100;
const TIMEOUT_MS = 30_000;

/** The line of the public log, as anyone can read it. */
async function logLine({ acct }: DemoStage, username: string): Promise<string> {
  const end = performance.now() + TIMEOUT_MS;
  while (performance.now() < end) {
    const log = await (await fetch(`${acct.url}/log.txt`)).text();
    const line = log.split("\n").find((one) => one.includes(`@${username} was approved`));
    if (line !== undefined) return line;
    await delay(POLL_MS);
  }
  throw new Error(`the public log doesn't have @${username}`);
}

async function query<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  statement: string,
  ...values: unknown[]
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
