import type { Dialog } from "./installation.ts";

/** Returns what is wrong with a dialog, which the server only logs. */
export function checkDialog(_dialog: Dialog): string[] {
  return [];
}
