import type { Request } from "../db/schema.ts";
import type { Notice } from "./notice.ts";
import { stateOf } from "./state-of.ts";

const SHOWN = 10;

/** Many new requests as one list: those that wait first, and a way to look through all of them. */
export function digestOf(
  requests: readonly Request[],
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Notice {
  const waiting = requests.filter((request) => isNew(request));
  const decided = requests.length - waiting.length;
  const lines = waiting.slice(0, SHOWN).map(lineOf);
  const more = waiting.length - lines.length;
  return {
    title: `${requests.length} new requests at once, ${waiting.length} wait for an admin`,
    lines: [
      ...(dryRun ? ["This is a dry run: nothing is created."] : []),
      ...lines,
      ...(more > 0 ? [`… and ${more} more.`] : []),
      ...(decided > 0 ? [`${decided} decided: ${summaryOf(requests.filter((one) => !isNew(one)))}.`] : []),
      ...(waiting.length > 0 ? ["One by one, with all buttons: /acct status <id>"] : []),
    ],
    ...(waiting.length > 0
      ? { buttons: [{ deed: "look-through", label: "Look through…", style: "primary" as const }] }
      : {}),
  };
}

const isNew = ({ status, stage }: Request) => status === "waiting" && stage === "await-admin";

function lineOf({ id, givenName, familyName, project, email, warnings }: Request): string {
  const flag = warnings.length > 0 ? " ⚠" : "";
  return `${id} · ${givenName} ${familyName} · ${project} · ${email}${flag}`;
}

function summaryOf(decided: readonly Request[]): string {
  const byWhom = Map.groupBy(decided, (request) => {
    const { admin } = request.decisions;
    if (!admin) return stateOf(request);
    return `${admin.verdict === "spam" ? "marked as spam" : admin.verdict} by ${admin.byName}`;
  });
  return [...byWhom].map(([what, list]) => `${list.length} ${what}`).join(", ");
}
