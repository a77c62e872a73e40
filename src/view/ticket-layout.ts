import { tidy, tidyText } from "./tidy.ts";

/** What a layout of help desk tickets can contain, as in `{{name}}`. */
export const TICKET_VARIABLES = [
  "email",
  "type",
  "priority",
  "queue",
  "name",
  "username",
  "project",
  "comment",
  "id",
] as const;
export type TicketVariable = (typeof TICKET_VARIABLES)[number];

/** The layout that helpdesk scripts of community clouds have read for years. The requester's address comes first. */
export const TICKET_LAYOUT = `[{{email}}]
CSR Type: [{{type}}]
Priority: [{{priority}}]
Queue: [{{queue}}]

User's Full Name: {{name}}
Username: {{username}}
Project: {{project}}

Comment:
{{comment}}
`;

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Lists what a layout contains that is none of these variables, each with its line, counted from 1. */
export function findUnknownVariables(
  layout: string,
  known: readonly string[] = TICKET_VARIABLES,
): { readonly name: string; readonly line: number }[] {
  return layout
    .split("\n")
    .flatMap((text, index) =>
      [...text.matchAll(VARIABLE)]
        .filter(([, name = ""]) => !known.includes(name))
        .map(([, name = ""]) => ({ name, line: index + 1 })),
    );
}

/** Fills a layout in. A value is inserted as it is, so it has to be a `field` or a `quoted` text if a person typed it. */
export function fillLayout(
  layout: string,
  values: Readonly<Partial<Record<TicketVariable, string>>>,
): string {
  return layout.replace(VARIABLE, (whole, name: string) => values[name as TicketVariable] ?? whole);
}

/** One line without square brackets, so that what a person typed never looks like a field of its own or like the tag of a ticket. */
export const field = (text: string): string =>
  tidy(text.replace(/[\p{Cc}\u2028\u2029]/gu, " "))
    .replaceAll("[", "(")
    .replaceAll("]", ")");

/** The lines of a longer text, each marked as a quotation, so that none of them reads like a field of the layout. */
export const quoted = (text: string): string =>
  tidyText(text.replace(/[\v\f\u0085\u2028\u2029]/g, "\n"))
    .split("\n")
    .map((line) => `  > ${line}`.trimEnd())
    .join("\n");
