import pg from "pg";
import { LDAP } from "../local-stack/ldap-names.ts";
import type { Slapd } from "../local-stack/slapd.ts";
import type { Panel, PanelGroup, PanelRow } from "../sandbox/panel.ts";

/** The panels next to the workspace: acct's audit log, the directory, and acct's log. */
export function demoPanels(sources: {
  readonly databaseUrl: string;
  readonly slapd: Slapd | undefined;
  readonly log: () => string;
}): Panel[] {
  return [
    { name: "Audit log", read: () => readAuditLog(sources.databaseUrl) },
    {
      name: "LDAP",
      async read() {
        const { slapd } = sources;
        if (!slapd) return [];
        return slapd
          .search("(objectClass=*)", "*")
          .then(toGroups, () => [{ title: "The directory doesn't respond.", rows: [] }]);
      },
    },
    { name: "Log", read: async () => logGroups(sources.log()) },
  ];
}

/** Reads the events of each request, latest request first. */
async function readAuditLog(databaseUrl: string): Promise<PanelGroup[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<EventRow>(`
      select r.id, r.given_name || ' ' || r.family_name as who, r.status, r.stage,
        e.at, e.kind, e.stage as "eventStage", e.actor_name as actor, e.note
      from requests r join events e on e.request_id = r.id
      where r.id in (select id from requests order by updated_at desc limit 20)
      order by r.updated_at desc, r.id, e.seq`);
    const byRequest = Map.groupBy(rows, ({ id }) => id);
    return [...byRequest.values()].map((events) => toPanelGroup(events));
  } finally {
    await client.end();
  }
}

interface EventRow {
  readonly id: number;
  readonly who: string;
  readonly status: string;
  readonly stage: string;
  readonly at: Date;
  readonly kind: string;
  readonly eventStage: string;
  readonly actor: string;
  readonly note: string;
}

const BAD = new Set(["stage-failed", "stuck", "undelivered", "denied", "marked-as-spam", "refused"]);

function toPanelGroup(events: readonly EventRow[]): PanelGroup {
  const [{ id, who, status, stage } = { id: 0, who: "", status: "", stage: "" }] = events;
  return {
    title: `Request ${id}: ${who}`,
    note: `${status} at ${stage}`,
    rows: events.map(({ at, kind, eventStage, actor, note }) => ({
      at: at.getTime(),
      label: `${kind}${kind.startsWith("stage") ? ` ${eventStage}` : ""}`,
      text: `${actor === "acct" ? "" : `${actor}. `}${note}`,
      bad: BAD.has(kind),
    })),
  };
}

/** Parses LDIF (RFC 2849) from ldapsearch -LLL -o ldif-wrap=no into one group per entry: people first, newest first. */
function toGroups(ldif: string): PanelGroup[] {
  return ldif
    .trim()
    .split(/\n\n+/)
    .filter((entry) => entry.startsWith("dn:"))
    .map((entry) => {
      const [dn = "", ...lines] = entry.split("\n");
      return { title: toRow(dn).text, rows: lines.map(toRow) };
    })
    .toReversed()
    .toSorted((a, b) => rank(a) - rank(b));
}

function rank({ title }: PanelGroup): number {
  const at = [LDAP.peopleDn, LDAP.groupsDn].findIndex((parent) => title.endsWith(`,${parent}`));
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** Parses "cn: Amy", or "cn:: QW15" in base64 if it is not ASCII. */
function toRow(line: string): PanelRow {
  const [, label = "", base64, value = ""] = /^([^:]+):(:)? ?(.*)$/.exec(line) ?? [];
  if (label === "userPassword") return { label, text: "(hashed)" };
  return { label, text: base64 ? Buffer.from(value, "base64").toString("utf8") : value };
}

const LATEST = 60;
const LEVELS: Readonly<Record<number, string>> = { 30: "info", 40: "warn", 50: "error", 60: "fatal" };

/** Formats the latest lines of pino's log, newest first. */
function logGroups(log: string): PanelGroup[] {
  const rows = log.split("\n").flatMap(readLogLine).slice(-LATEST).toReversed();
  return rows.length === 0 ? [] : [{ title: "Log, newest first", rows }];
}

function readLogLine(line: string): PanelRow[] {
  try {
    const { level, time, msg, request, stage, job, err } = JSON.parse(line) as LogLine;
    const about = [request === undefined ? "" : `request ${request}`, stage ?? job ?? ""]
      .filter(Boolean)
      .join(", ");
    const text = [about, msg, err?.message].filter(Boolean).join(": ");
    return [{ at: time, label: LEVELS[level] ?? "debug", text, bad: level >= 40 }];
  } catch {
    return line.trim() === "" ? [] : [{ label: "", text: line }];
  }
}

interface LogLine {
  readonly level: number;
  readonly time: number;
  readonly msg: string;
  readonly request?: number;
  readonly stage?: string;
  readonly job?: string;
  readonly err?: { readonly message: string };
}
