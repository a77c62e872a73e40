import { pinFromCell } from "../../view/pin-digits.ts";
import { addressIn } from "../address-in.ts";
import { type Draft, type RawDraft, readDraft, readPeople, tidy } from "../draft.ts";
import type { Remark } from "../intake.ts";
import { isBlank } from "../is-blank.ts";
import { quoteCell } from "../quote-cell.ts";
import { splitPeople } from "../split-people.ts";
import type { TicketFields } from "./read-fields.ts";
import type { TicketField, TicketTemplate } from "./ticket-template.ts";

/** A draft of which the PIN may be missing: in most tickets, people don't choose one. */
export type TicketDraft = Omit<Draft, "pin"> & { readonly pin?: string };

export type TicketReading =
  | { readonly draft: TicketDraft; readonly warnings: readonly Remark[] }
  | { readonly problems: readonly Remark[] };

/** What people may leave blank. A fault in one of these never costs a person their request. */
const OPTIONAL = [
  "username",
  "projectDescription",
  "piName",
  "piEmail",
  "organization",
  "role",
  "phone",
  "sponsor",
  "reason",
  "sshPublicKey",
] as const satisfies readonly (keyof RawDraft)[];

/** A PIN that passes every rule, in place of one that isn't there. It is never used. */
const NO_PIN = "0000";

/** The field of a ticket that a field of the draft comes from. */
const SOURCES: Readonly<Partial<Record<string, TicketField>>> = { piName: "pi" };

/**
 * Returns the draft in the fields of a ticket, or all of their problems by label. The address is that of the sender if the text has none.
 * An optional field that can't be used is left out with a warning.
 */
export function readTicketDraft(
  { values, repeated }: TicketFields,
  sender: string | undefined,
  template: TicketTemplate,
): TicketReading {
  const about = (field: string, sentence: string): Remark => {
    const source = SOURCES[field] ?? (field as TicketField);
    return { column: template[source]?.[0] ?? field, sentence };
  };
  const twice = repeated.map((field) => about(field, "is there twice, with different values"));
  const raw = toRaw(values, sender);
  const warnings: Remark[] = [];
  const first = readDraft(raw);
  const faults = "errors" in first ? first.errors : {};
  for (const field of OPTIONAL) {
    const fault = faults[field];
    if (fault === undefined) continue;
    raw[field] = undefined;
    warnings.push(about(field, `${fault}, so it was left out`));
  }
  const { people, rejected } = readPeople(raw.additionalUsers ?? []);
  raw.additionalUsers = people;
  if (rejected.length > 0) {
    const names = rejected.map((one) => quoteCell(one)).join(", ");
    warnings.push(about("additionalUsers", `names people who were left out: ${names}`));
  }
  const read = readDraft(raw);
  const errors = "errors" in read ? read.errors : {};
  const problems = [
    ...twice,
    ...Object.entries(errors).map(([field, error]) => about(labelFor(field, values), error)),
  ];
  if (problems.length > 0 || !("draft" in read)) return { problems };
  const more = Object.entries(read.warnings).map(([field, warning]) => about(field, warning));
  const { pin, ...draft } = read.draft;
  return {
    draft: values.pin === undefined ? draft : { ...draft, pin },
    warnings: [...warnings, ...more],
  };
}

/** People correct the field that they filled in, which may be the one for the whole name, or for a new project. */
function labelFor(field: string, values: TicketFields["values"]): string {
  const isPart = field === "givenName" || field === "familyName";
  if (isPart && values.givenName === undefined && values.familyName === undefined) return "name";
  return field === "project" && values.newProject && !values.project ? "newProject" : field;
}

function toRaw(values: TicketFields["values"], sender: string | undefined): RawDraft {
  const pi = readPi(values.pi ?? "", values.piEmail);
  const isNew = values.newProject !== undefined && !isBlank(values.newProject);
  const named = /^(yes|true)$/i.test(values.newProject ?? "") ? values.project : values.newProject;
  return {
    ...values,
    ...readName(values),
    email: addressIn(tidy(values.email ?? sender ?? "")),
    newProject: isNew,
    project: (isNew ? named : values.project) ?? "",
    ...pi,
    additionalUsers: splitPeople(values.additionalUsers ?? ""),
    pin: values.pin === undefined ? NO_PIN : pinFromCell(values.pin),
  };
}

/** Splits a whole name: "Amy B. Ash" and "Ash, Amy B." are the same person. */
function readName({
  name = "",
  givenName,
  familyName,
}: TicketFields["values"]): Pick<RawDraft, "givenName" | "familyName"> {
  if (givenName !== undefined || familyName !== undefined) return { givenName, familyName };
  const [family, given] = tidy(name).split(/,\s*/);
  if (given) return { givenName: given, familyName: family };
  const words = tidy(name).split(" ");
  return { givenName: words.slice(0, -1).join(" "), familyName: words.at(-1) };
}

const isLikeAddress = (part: string) => /.@./.test(part);

/** The name and address of a PI in one field: "Bo Birch <bo@example.org>", "bo@example.org", or only a name. */
function readPi(text: string, email: string | undefined): Pick<RawDraft, "piName" | "piEmail"> {
  const line = tidy(text);
  const found = line.split(/[\s<>(),;]/).find(isLikeAddress);
  const name = tidy(line.replace(/[<(]?[^\s<>(),;]+[>)]?/g, (part) => (isLikeAddress(part) ? "" : part)));
  const piName = name.replace(/[\s,;–-]{1,20}$/u, "");
  return {
    piName: isBlank(piName) ? undefined : piName,
    piEmail: email === undefined ? found && addressIn(found) : addressIn(tidy(email)),
  };
}
