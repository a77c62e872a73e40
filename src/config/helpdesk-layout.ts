import { readFileSync } from "node:fs";
import { findUnknownVariables, TICKET_LAYOUT, TICKET_VARIABLES } from "../view/ticket-layout.ts";

/** Reads the layout of tickets from the file in `helpdesk.template`. Adds what is wrong with it to the problems, with its line. */
export function readHelpdeskLayout(file: string | undefined, problems: string[]): string {
  if (file === undefined) return TICKET_LAYOUT;
  let layout: string;
  try {
    layout = readFileSync(file, "utf8")
      .replace(/^\ufeff/, "")
      .replace(/\r\n?/g, "\n");
  } catch (error) {
    problems.push(`helpdesk.template: can't read the file: ${(error as Error).message}`);
    return TICKET_LAYOUT;
  }
  const unknown = findUnknownVariables(layout);
  for (const { name, line } of unknown) {
    problems.push(
      `helpdesk.template: ${file}:${line} contains {{${name}}}, which acct doesn't know. Use ${TICKET_VARIABLES.map((one) => `{{${one}}}`).join(", ")}`,
    );
  }
  if (!/\{\{\s*email\s*\}\}/.test(layout))
    problems.push(
      `helpdesk.template: ${file} doesn't contain {{email}}. Add it as the first field: the help desk takes the requester from there`,
    );
  return layout;
}
