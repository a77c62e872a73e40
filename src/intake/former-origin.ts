import { createHash } from "node:crypto";
import type { AccessCells } from "./access-sheet.ts";

/**
 * Returns the origin that release 0.1 gave to a row: a digest of its exact cells. Requests from then are recognized by it. Its columns
 * and their order must never change.
 */
export function formerOrigin(cells: AccessCells): string {
  const inOrder = COLUMNS.map((column) => cells[column].trim());
  const username = cells.username.trim();
  if (username !== "") inOrder.push(username);
  return `${FORMER_ORIGIN}${createHash("sha256").update(JSON.stringify(inOrder)).digest("hex")}`;
}

/** The beginning of every such origin. */
export const FORMER_ORIGIN = "csv:";

const COLUMNS = [
  "timestamp",
  "email",
  "givenName",
  "familyName",
  "existingAccount",
  "organization",
  "role",
  "phone",
  "sponsor",
  "pin",
  "reason",
  "projectExists",
  "newProject",
  "projectDescription",
  "additionalUsers",
  "existingProject",
  "piName",
  "piEmail",
] as const satisfies readonly (keyof AccessCells)[];
