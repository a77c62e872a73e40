import { alignColumns } from "../cli/align-columns.ts";
import type { SecretKeys } from "../credentials/secret-keys.ts";
import { countEvents, readEvents, readHead, readSubject } from "../db/audit-seals.ts";
import type { Db } from "../db/client.ts";
import { listEventsAboutPerson, listEventsAboutProject, listEventsBy } from "../db/events-about.ts";
import { findPerson } from "../db/find-person.ts";
import { listIdentities } from "../db/people.ts";
import { findProject } from "../db/projects.ts";
import { listEvents } from "../db/requests.ts";
import type { AuditEvent } from "../db/tables/events.ts";
import type { Person } from "../db/tables/people.ts";
import { Failure } from "../failure/failure.ts";
import { emailUser } from "../handlers/policy.ts";
import { readAuditKey } from "../pipeline/audit/audit-key.ts";
import { formatHead, type KnownHead, verifyAuditLog } from "../pipeline/audit/verify-audit-log.ts";
import { describeEvent } from "../view/steps.ts";

/** Checks whether the audit log is as acct recorded it, and finds where it isn't. `known` is an earlier end of the log, kept elsewhere. */
export async function verifyAudit(
  db: Db,
  keys: SecretKeys,
  known?: KnownHead,
): Promise<{ readonly sound: boolean; readonly lines: readonly string[] }> {
  const { events, requests } = await countEvents(db);
  const key = await readAuditKey(db, keys);
  if (!key) {
    const lines = [
      `${events} events of ${requests} requests. None of them is sealed yet; acct seals events while it runs.`,
    ];
    return { sound: events === 0, lines };
  }
  const { breaks, countedOnly, unsealed } = await verifyAuditLog(db, key, known);
  const notes = [
    ...(unsealed > 0
      ? [
          `${unsealed} ${unsealed === 1 ? "event is" : "events are"} not sealed yet; acct seals events while it runs.`,
        ]
      : []),
    ...(countedOnly > 0
      ? [
          `The first ${countedOnly} events were sealed with a key that has been dropped: none is missing, but their content can't be verified.`,
        ]
      : []),
  ];
  if (breaks.length > 0) return { sound: false, lines: [...breaks, ...notes] };
  return { sound: true, lines: [`${events} events of ${requests} requests: all intact.`, ...notes] };
}

/** Returns the end of the audit log, to be kept where people who can write to the database can't change it. Throws if there is none yet. */
export async function auditHead(db: Db): Promise<string> {
  const head = await readHead(db);
  if (!head) throw new Failure("No event has been sealed yet; acct seals events while it runs.");
  return formatHead(head);
}

/** What a history is asked for: a request, a person, a project, or what someone did. Exactly one of them is set. */
export interface HistoryQuery {
  readonly request?: number | undefined;
  /** A username, an address or a user ID. */
  readonly person?: string | undefined;
  readonly project?: string | undefined;
  readonly by?: string | undefined;
}

/** Returns the events, oldest first. Throws `Failure` if there is no such request, person or project. */
export async function readHistory(db: Db, query: HistoryQuery): Promise<readonly AuditEvent[]> {
  const { request, person, project, by } = query;
  if (request !== undefined) return orFail(await listEvents(db, request), `Request ${request} not found.`);
  if (person !== undefined) return listEventsAboutPerson(db, await requirePerson(db, person));
  if (project !== undefined) {
    const name = project.toLowerCase();
    const known = await findProject(db, name);
    const history = await listEventsAboutProject(db, { id: known?.id, name });
    return known ? history : orFail(history, `The registry has no project ${project}.`);
  }
  const acts = await listEventsBy(db, await listActors(db, by ?? ""));
  return orFail(acts, `The audit log has nothing that ${by} did.`);
}

async function requirePerson(db: Db, who: string): Promise<Person> {
  const person = await findPerson(db, who);
  if (!person)
    throw new Failure(
      `The registry has no one called ${who}. Use a username, an email address, or a user ID.`,
    );
  return person;
}

/** The names under which the log has someone. An admin needs no account, so the registry may not know them. */
async function listActors(db: Db, by: string): Promise<string[]> {
  const person = await findPerson(db, by);
  if (!person) return [by];
  const identities = await listIdentities(db, person.id);
  return identities.map(({ kind, value }) => (kind === "email" ? emailUser(value) : value));
}

function orFail<T>(history: readonly T[], message: string): readonly T[] {
  if (history.length === 0) throw new Failure(message);
  return history;
}

/** Formats events as a table, with the wording of the request's card. */
export function historyTable(history: readonly AuditEvent[], time: (at: Date) => string): string[] {
  return alignColumns([
    ["SUBJECT", "#", "TIME", "BY", "WHAT"],
    ...history.map((event) => {
      const { seq, at, actor, actorName } = event;
      const { kind, id } = readSubject(event);
      return [
        `${kind} ${id}`,
        String(seq),
        time(at),
        actor === actorName ? actor : `${actorName} (${actor})`,
        describeEvent(event).text.replace(/\s+/g, " "),
      ];
    }),
  ]);
}

/** Returns everything that was recorded about an event. */
export const eventAsJson = (event: AuditEvent): string => JSON.stringify(event);

/** Yields every event as one line of JSON. */
export async function* exportAudit(db: Db): AsyncGenerator<string> {
  for await (const event of readEvents(db)) yield eventAsJson(event);
}
