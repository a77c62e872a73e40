import { z } from "zod";
import { readEmailAddress } from "../view/email-address.ts";
import type { FullName } from "../view/full-name.ts";
import { readLanguage } from "../view/languages.ts";
import { REVERSING, tidy, tidyText } from "../view/tidy.ts";
import { isBlank } from "./is-blank.ts";

/** The PIN that people choose and enter on the password page. */
export const PIN = /^\d{4,8}$/;

export { tidy, tidyText };

const line = (maxLength: number) =>
  z
    .string()
    .transform(tidy)
    .pipe(
      z
        .string()
        .min(1, "is missing")
        .max(maxLength, `has more than ${maxLength} characters`)
        .refine(
          (text) => !text.includes(REPLACEMENT_CHARACTER),
          "has characters that were lost on the way: type it again",
        ),
    );

/** The replacement character, which decoders write for bytes that they can't read. */
const REPLACEMENT_CHARACTER = "\ufffd";

/** Email programs turn addresses into links, and our emails, which people trust, contain names. */
export const isPlainName = (text: string) => !/:\/\/|[<>@]/.test(text);
const name = (maxLength: number) =>
  line(maxLength).refine(isPlainName, "can't contain ://, <, > or @: enter only the name");
/** A part of a person's name. "-", ".", and the like are what people write who have only one name. */
const hasName = (text: string | undefined) =>
  /[\p{L}\p{N}\p{Extended_Pictographic}\ufffd<>@]/u.test(tidy(text ?? ""));
const namePart = z
  .string()
  .optional()
  .transform((text) => (hasName(text) ? text : undefined))
  .pipe(name(64).optional());
const optionalLine = (maxLength: number) => blankable(line(maxLength));

/** Treats a blank field, and one that says "none" or the like, as not given. */
function blankable<Field extends z.ZodType<string, string>>(field: Field) {
  return z
    .string()
    .optional()
    .transform((text) => (text && !isBlank(text) ? text : undefined))
    .pipe(field.optional());
}

/** An address in any form in which people write one: see `email-address.ts`. */
const mailAddress = line(500).transform((text, context) => {
  const read = readEmailAddress(text);
  if ("address" in read) return read.address;
  context.addIssue({ code: "custom", message: read.problem });
  return z.NEVER;
});

const SYSTEM_NAME = /^[a-z][a-z0-9._-]*$/;
export const SYSTEM_NAME_RULE =
  "must start with a letter and contain only lowercase letters, digits, dots, hyphens, and underscores";

/** Matches a name that useradd(8) and groupadd(8) accept, in lowercase. */
const systemName = line(32)
  .transform((text) => text.toLowerCase())
  .pipe(z.string().regex(SYSTEM_NAME, SYSTEM_NAME_RULE));

/** The name of a project, with a suggestion if the text is one in other letters: "Astro Lab" may be astro-lab. */
const projectName = line(32)
  .transform((text) => text.toLowerCase())
  .pipe(
    z.string().regex(SYSTEM_NAME, {
      error: ({ input }) => `${SYSTEM_NAME_RULE}${suggestName(String(input))}`,
    }),
  );

/** The text in the letters of a project name; empty if nothing is left. */
export const toProjectName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9._]+/g, "-")
    .replace(/^[^a-z]+|(?<![-._])[-._]+$/g, "");

function suggestName(text: string): string {
  const plain = toProjectName(text);
  return plain === "" ? "" : `, such as ${plain}`;
}

/** The key type and the key of a line in authorized_keys (sshd(8)), without options; a comment may follow. */
const SSH_KEY =
  /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]{40,}={0,2}( .*)?$/;

export const MAX_REASON = 10_000;
const MAX_PEOPLE = 50;
const MAX_GROUPS = 20;
const personNamed = z.union([systemName, mailAddress], "is neither a username nor an email address");

/** A request for an account, from any intake. The keys are the names of the form's fields. */
export const draftSchema = z.object({
  givenName: namePart,
  familyName: namePart,
  email: mailAddress,
  username: blankable(systemName),
  project: projectName,
  newProject: z.boolean(),
  projectDescription: optionalLine(1000),
  piName: blankable(name(128)),
  piEmail: blankable(mailAddress),
  organization: optionalLine(200),
  role: optionalLine(200),
  phone: optionalLine(50),
  sponsor: optionalLine(200),
  reason: blankable(
    z
      .string()
      .transform(tidyText)
      .pipe(z.string().max(MAX_REASON, `has more than ${MAX_REASON} characters`)),
  ),
  sshPublicKey: blankable(
    line(1000).pipe(z.string().regex(SSH_KEY, "is not a public SSH key such as ssh-ed25519 AAAA… me@laptop")),
  ),
  /** The names of groups besides the project. */
  groups: z.array(systemName).max(MAX_GROUPS, `names more than ${MAX_GROUPS} groups`).optional(),
  additionalUsers: z.array(personNamed).max(MAX_PEOPLE, `names more than ${MAX_PEOPLE} people`).default([]),
  pin: z.string().trim().min(1, "is missing").regex(PIN, "must be 4 to 8 digits"),
  /** In any words: "de-DE", "Deutsch", "German". One that we don't have is the site's. */
  language: z.string().optional().transform(readLanguage),
});

/** Someone who has only one name has it as the given name. */
export type Draft = Omit<z.output<typeof draftSchema>, "givenName" | "familyName"> & FullName;
export type RawDraft = z.input<typeof draftSchema>;

/**
 * Returns the draft with its warnings, which the admins should check, or its errors. Both are given by field, as text that
 * follows the field's name.
 */
export function readDraft(
  raw: RawDraft,
): { draft: Draft; warnings: Record<string, string> } | { errors: Record<string, string> } {
  const { data, error } = draftSchema.safeParse(raw);
  const isNameless = !hasName(raw.givenName) && !hasName(raw.familyName);
  if (data && !isNameless) {
    const reversed = NAMES.filter((field) => REVERSING.test(raw[field] ?? ""));
    const warnings = reversed.map((field) => [
      field,
      `contains hidden characters that reverse its letters; without them it is "${data[field]}"`,
    ]);
    const { givenName = data.familyName ?? "", familyName = "" } = data;
    const isOnly = data.givenName === undefined;
    const draft = { ...data, givenName, familyName: isOnly ? "" : familyName };
    return { draft, warnings: Object.fromEntries(warnings) };
  }
  const errors: Record<string, string> = isNameless ? { familyName: "is missing" } : {};
  for (const { path, message } of error?.issues ?? []) errors[String(path[0])] ??= message;
  return { errors };
}

/** Sorts a list of people into those who can be part of a draft and those who can't. A person who is named twice counts once. */
export function readPeople(named: readonly string[]): { people: string[]; rejected: string[] } {
  const people = new Set<string>();
  const rejected: string[] = [];
  for (const one of named) {
    const { data } = personNamed.safeParse(one);
    if (data !== undefined && (people.has(data) || people.size < MAX_PEOPLE)) people.add(data);
    else rejected.push(one);
  }
  return { people: [...people], rejected };
}

const NAMES = ["givenName", "familyName", "piName"] as const;

/** The fields of a request by someone with an account to join another project. */
export const joiningSchema = draftSchema.pick({ project: true, reason: true, groups: true });
export type Joining = z.output<typeof joiningSchema>;

/** The fields of a request by someone with an account for a new project. */
export const foundingSchema = z.object({
  project: projectName,
  projectDescription: line(1000),
});
