import pg from "pg";
import type { SimulatedGitLab } from "../local-stack/gitlab/start-gitlab.ts";
import type { PanelGroup } from "../sandbox/panel.ts";
import type { SystemContext } from "./systems.ts";

const LOG_LINES = 8;

/** The accounts that wait in GitLab, those that a rule approved, and the end of the public log. */
export async function gitLabPanel(
  { state }: Pick<SimulatedGitLab, "state">,
  { databaseUrl, publicUrl }: SystemContext,
): Promise<PanelGroup[]> {
  const pending = [...state.users.values()]
    .filter((user) => user.state === "blocked_pending_approval")
    .map(({ name, username, email, identities, created_at, confirmed_at }) => ({
      at: Date.parse(created_at),
      label: `${name} (@${username})`,
      text:
        identities[0]?.extern_uid.split(",")[0] ??
        `no login, ${email} ${confirmed_at === null ? "isn't confirmed" : "is confirmed"}`,
    }))
    .toSorted((a, b) => b.at - a.at);
  const approved = await readApproved(databaseUrl);
  return [
    group("Waiting for approval", pending, "No account is waiting."),
    group("Approved by a rule", approved, "No rule has approved an account yet."),
    await readLog(publicUrl()),
  ];
}

const group = (title: string, rows: PanelGroup["rows"], otherwise: string): PanelGroup => ({
  ...{ title, rows, isOpen: true },
  note: rows.length === 0 ? otherwise : rows.length === 1 ? "1 account" : `${rows.length} accounts`,
});

async function readApproved(databaseUrl: string): Promise<PanelGroup["rows"]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ at: Date; username: string; rule: string; found: string }>(`
      select a.at, r.details -> 'gitlab' ->> 'username' as username, a.rule,
        (select string_agg(one ->> 'text', '; ') from jsonb_array_elements(a.evidence -> 'found') one) as found
      from approvals a join requests r on r.id = a.request_id
      where r.kind = 'gitlab-account' and a.rule is not null and a.superseded_at is null
      order by a.at desc limit 20`);
    return rows.map(({ at, username, rule, found }) => ({
      at: at.getTime(),
      label: `@${username}`,
      text: `Rule ${rule}: ${found}`,
    }));
  } finally {
    await client.end();
  }
}

/** Reads the log as anyone can. */
async function readLog(publicUrl: string | undefined): Promise<PanelGroup> {
  const title = "Public log";
  if (publicUrl === undefined) return { title, rows: [], isOpen: true };
  const link = { label: "Open the public log", url: `${publicUrl}/log` };
  const text = await fetch(`${publicUrl}/log.txt`).then(
    (answer) => (answer.ok ? answer.text() : ""),
    () => undefined,
  );
  if (text === undefined) return { title, rows: [], isOpen: true, note: "acct doesn't respond." };
  const lines = text.split("\n").filter((line) => line !== "");
  return {
    ...{ title, link, isOpen: true },
    ...(lines.length === 0 ? { note: "No one has been approved yet." } : {}),
    rows: lines.slice(0, LOG_LINES).map((line) => ({ label: line.slice(0, 16), text: line.slice(17) })),
  };
}
