import { allUsersGroup } from "../local-stack/arvados/arvados-state.ts";
import { startArvados } from "../local-stack/arvados/start-arvados.ts";
import { checkEmails, checkSnapshot } from "./check-snapshot.ts";
import { CLUSTERS } from "./clusters.ts";
import { compare } from "./compare.ts";
import type { Names } from "./names.ts";
import { addPerson, type Stage } from "./people.ts";
import type { RecordedCall, RecordedLine } from "./recording.ts";
import { BETWEEN, SECTIONS } from "./sections.ts";
import { type Received, sendLine } from "./send-line.ts";

/** How one line went. */
export interface Outcome {
  readonly id: string;
  readonly area: string;
  /** The first difference; undefined: none. */
  readonly difference: string | undefined;
}

/** Replays the lines of one cluster on a fresh simulator. Undefined: nothing is known about its settings. */
export async function replayCluster(
  cluster: string,
  lines: readonly RecordedLine[],
): Promise<Outcome[] | undefined> {
  const options = CLUSTERS[cluster];
  if (!options) return undefined;
  const arvados = await startArvados({ ...options, isStrict: false });
  if (cluster === "down") arvados.fault = () => "rails-away";
  const stage: Stage = { arvados, names: new Map() };
  try {
    return await replay(stage, cluster, lines);
  } finally {
    await arvados.stop();
  }
}

async function replay(stage: Stage, cluster: string, lines: readonly RecordedLine[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let area = cluster;
  addStaff(stage, cluster);
  for (const line of lines) {
    if ("section" in line) {
      area = `${cluster}/${line.section}`;
      SECTIONS[line.section]?.(stage);
    }
    if (!("id" in line)) continue;
    BETWEEN[line.id]?.(stage);
    outcomes.push({ id: line.id, area, difference: await replayLine(stage, line) });
  }
  return outcomes;
}

/** Those who call in nearly all sections. */
function addStaff(stage: Stage, cluster: string): void {
  if (cluster === "vmmissing" || cluster === "maildead" || cluster === "down") return;
  addPerson(stage, "boss", "admin");
  addPerson(stage, "act", "active");
  addPerson(stage, "ina", "invited");
  addPerson(stage, "uni", "uninvited");
}

async function replayLine(
  stage: Stage,
  line: Extract<RecordedLine, { id: string }>,
): Promise<string | undefined> {
  if ("mails" in line) return checkEmails(stage, line);
  if ("snap" in line) return checkSnapshot(stage, line);
  return replayCall(stage, line);
}

async function replayCall(stage: Stage, line: RecordedCall): Promise<string | undefined> {
  if (line.call.includes("<o0j2j>")) stage.names.set("o0j2j", invitationOf(stage));
  const received = await sendLine(stage, line);
  stage.names.delete("o0j2j");
  learn(stage.names, line, received);
  if (received.status !== line.status)
    return `status: ${line.status} was recorded, and ${received.status} came (${JSON.stringify(received.body)})`;
  if (line.status === 400 || line.status >= 500) return undefined;
  const type = line.type ?? "application/json";
  if (received.type !== type && line.body !== undefined)
    return `type: ${type} was recorded, and ${received.type} came`;
  return line.body === undefined ? undefined : compare(line.body, received.body, stage.names);
}

/** The link that the probe removed by hand: it didn't record which. */
function invitationOf({ arvados, names }: Stage): string {
  const { links } = arvados.state.tables;
  const all = allUsersGroup(arvados.state.settings);
  return (
    links.find(({ tail_uuid, head_uuid }) => tail_uuid === names.get("user:up2") && head_uuid === all)
      ?.uuid ?? ""
  );
}

/** Names whose values the recorded parts of the answers don't show, by the end of the line's ID. */
const NAMED: readonly (readonly [line: RegExp, name: string])[] = [
  [/^tokens-028$/, "coll:tok"],
  [/^tokens-029$/, "link:tok"],
  [/^tokens-092$/, "tk3.t2"],
  [/^tokens-097$/, "tk5.one"],
  [/^setup-053$/, "vm:shell2"],
  [/login-007$/, "tok.alice2"],
  [/login-011$/, "tok.bob"],
  [/login-015$/, "tok.bob2"],
  [/login-018$/, "tok.dave"],
  [/login-021$/, "tok.erin"],
  [/variant-004$/, "user:v2"],
  [/variant-014$/, "user:v4"],
];

/** Remembers what an answer made. Tokens have two names: one for the uuid, and one for the secret. */
function learn(names: Names, { id, body: recorded }: RecordedCall, { body }: Received): void {
  const name = NAMED.find(([line]) => line.test(id))?.[1] ?? nameOf(recorded);
  if (name === undefined || typeof body !== "object" || body === null) return;
  const { items, ...object } = body as { items?: { uuid: string }[]; uuid?: string; api_token?: string };
  const uuid = object.uuid ?? items?.at(-1)?.uuid;
  if (uuid !== undefined && !names.has(name)) names.set(name, uuid);
  if (object.api_token === undefined) return;
  names.set(`secret ${name}`, object.api_token);
  names.set(`token:${name}`, uuid ?? "");
}

function nameOf(recorded: unknown): string | undefined {
  const { uuid, api_token } = (recorded ?? {}) as { uuid?: unknown; api_token?: unknown };
  return typeof uuid === "string" && api_token !== undefined
    ? /^<([a-z][\w.]*)>$/.exec(uuid)?.[1]
    : undefined;
}
