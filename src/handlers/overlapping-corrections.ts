import type { Db } from "../db/client.ts";
import type { EventKind } from "../db/names.ts";
import { listEvents } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { jsonIn } from "../json-in.ts";
import { type Answers, listCorrections } from "../pipeline/amend-answers.ts";
import type { Correctable } from "../view/kinds/kind.ts";
import { formatDay } from "../view/languages.ts";
import { nameOfField } from "./amend-fields.ts";

/** Formats what a person was shown, so that the form carries it. */
export const formatSeen = ({
  project,
  newProject,
  username,
  pi,
  groups,
  endsOn,
  description,
}: Answers): string =>
  JSON.stringify([
    ...[project, newProject, username, pi?.email ?? null, pi?.name ?? null, pi?.user ?? null],
    ...[groups.join(","), endsOn, description],
  ]);

/**
 * Reads what `formatSeen` wrote. What an earlier release didn't write is missing, because the form didn't show it. Undefined if it is
 * something else.
 */
export function readSeen(text: string): Partial<Answers> | undefined {
  const read = jsonIn(text);
  if (!Array.isArray(read)) return undefined;
  const [project, newProject, username, email, name, user, ...later] = read.map((one) =>
    typeof one === "string" || typeof one === "boolean" ? one : null,
  );
  const textOf = (one: string | boolean | null | undefined) => (typeof one === "string" ? one : null);
  const address = textOf(email);
  const [groups, endsOn, description] = later.map(textOf);
  return {
    project: textOf(project),
    newProject: newProject === true,
    username: textOf(username),
    pi: address === null ? null : { name: textOf(name) ?? address, email: address, user: textOf(user) },
    ...(later.length > 0
      ? {
          groups: (groups ?? "").split(",").filter((one) => one !== ""),
          endsOn: endsOn ?? null,
          description: description ?? null,
        }
      : {}),
  };
}

interface Overlap {
  readonly seen: Answers;
  readonly current: Answers;
  readonly request: Pick<Request, "id">;
  readonly db: Db;
}

const CORRECTING: ReadonlySet<EventKind> = new Set(["corrected", "amended", "pi-changed", "reassigned"]);

/**
 * Tells a person what someone else has corrected since they opened the form. What both have changed in different ways is an error at
 * that field, so that they lose nothing that they typed. `notes` say what else has changed.
 */
export async function findOverlap(
  answers: Partial<Answers>,
  { seen, current, request, db }: Overlap,
): Promise<{ readonly errors?: Readonly<Record<string, string>>; readonly notes: readonly string[] }> {
  const theirs = listCorrections(seen, current);
  if (theirs.length === 0) return { notes: [] };
  const last = (await listEvents(db, request.id)).findLast(({ kind }) => CORRECTING.has(kind));
  const who = last?.actorName ?? "Someone";
  const mine = new Set(
    listCorrections(current, { ...current, ...answers })
      .filter(({ field }) => fieldsIn(answers).includes(groupOf(field)))
      .map(({ field }) => groupOf(field)),
  );
  const said = theirs.map((one) => ({
    field: groupOf(one.field),
    text: `${who} has changed the ${LABELS[groupOf(one.field)]} to ${formatDay(one.after ?? "none", "en")} in the meantime.`,
  }));
  const both = said.filter(({ field }) => mine.has(field));
  const notes = said.filter(({ field }) => !mine.has(field)).map(({ text }) => text);
  if (both.length === 0) return { notes };
  const how = "To keep that, enter it here, too. To change it, press Correct… again.";
  return {
    notes,
    errors: Object.fromEntries(both.map(({ field, text }) => [nameOfField(field), `${text} ${how}`])),
  };
}

const LABELS: Readonly<Record<Correctable, string>> = {
  project: "project",
  username: "username",
  pi: "PI",
  groups: "other groups",
  ends: "end date",
  description: "description",
};

const groupOf = (field: ReturnType<typeof listCorrections>[number]["field"]): Correctable =>
  field === "new-project" ? "project" : field;

const FIELDS: Readonly<Record<keyof Answers, Correctable>> = {
  project: "project",
  newProject: "project",
  username: "username",
  pi: "pi",
  groups: "groups",
  endsOn: "ends",
  description: "description",
};

const fieldsIn = (answers: Partial<Answers>): readonly Correctable[] =>
  (Object.keys(answers) as (keyof Answers)[]).map((name) => FIELDS[name]);
