import type { ArvadosLink } from "../local-stack/arvados/tables.ts";
import { compare, compareSets } from "./compare.ts";
import { fillIn } from "./names.ts";
import type { Stage } from "./people.ts";
import type { RecordedEmails, RecordedSnapshot } from "./recording.ts";
import { sendLine } from "./send-line.ts";

/** Compares the state with what the system root saw. Returns the first difference. */
export async function checkSnapshot(stage: Stage, line: RecordedSnapshot): Promise<string | undefined> {
  if (line.of === undefined) return "the list of methods isn't compared";
  const uuid = fillIn(line.of, stage.names);
  const { tables } = stage.arvados.state;
  const links = tables.links.map((link) => [link, describe(link)] as const);
  const keysOf = (column: "authorized_user_uuid" | "owner_uuid") =>
    tables.authorized_keys.filter((key) => key[column] === uuid).map(({ name }) => name);
  const owned = [
    ...tables.groups.map((row) => ["group", row] as const),
    ...tables.collections.map((row) => ["collection", row] as const),
  ].filter(([, row]) => row.owner_uuid === uuid);
  const pairs: [string, readonly unknown[] | undefined, readonly unknown[]][] = [
    ["tail", line.tail, links.filter(([link]) => link.tail_uuid === uuid).map(([, text]) => text)],
    ["head", line.head, links.filter(([link]) => link.head_uuid === uuid).map(([, text]) => text)],
    ["keys.authorized", line.keys?.authorized, keysOf("authorized_user_uuid")],
    ["keys.owned", line.keys?.owned, keysOf("owner_uuid")],
    ["owns", line.owns, owned.map(([kind, { name }]) => `${kind} ${name}`)],
  ];
  for (const [name, recorded, actual] of pairs) {
    const difference = recorded && compareSets(recorded, actual, stage.names, name);
    if (difference) return difference;
  }
  return (await checkUser(stage, line)) ?? (await checkTokens(stage, line));
}

const describe = ({ link_class, name, tail_uuid, head_uuid, owner_uuid, properties }: ArvadosLink) => {
  const more = Object.keys(properties).length > 0 ? ` ${JSON.stringify(properties)}` : "";
  return `${link_class}/${name} ${tail_uuid} -> ${head_uuid ?? ""} owner ${owner_uuid}${more}`;
};

async function checkUser(stage: Stage, { id, of = "", user }: RecordedSnapshot): Promise<string | undefined> {
  const { status, body } = await sendLine(stage, { id, who: "root", call: `GET /users/${of}`, status: 200 });
  if (user === 404 || status !== 200) return user === status ? undefined : `the user: ${status} came`;
  return compare(user, body, stage.names, "user");
}

async function checkTokens(stage: Stage, { id, tokens = {} }: RecordedSnapshot): Promise<string | undefined> {
  for (const [who, { users_current: wanted }] of Object.entries(tokens)) {
    const { status } = await sendLine(stage, { id, who, call: "GET /users/current", status: wanted });
    if (status !== wanted) return `the token of ${who}: ${wanted} was recorded, and ${status} came`;
  }
  return undefined;
}

/** Compares who got which emails since the last such line. The words aren't compared. */
export function checkEmails({ arvados, names }: Stage, { got }: RecordedEmails): string | undefined {
  const recorded = got.map(({ to, subject, body }) => {
    const about = /<([^>@]{0,80}@[^>]{1,80})>/.exec(body)?.[1];
    if (subject.startsWith("Welcome")) return `welcome ${to}`;
    const whose = /Profile created by (\S{1,80})/.exec(subject)?.[1];
    if (whose) return `profile of ${whose} to ${to}`;
    return `${/inactive/.test(subject) ? "new inactive user" : "new user"} ${about} to ${to}`;
  });
  return compareSets(recorded, arvados.state.emails.splice(0), names, "emails");
}
