import type { SourceSize } from "../db/registry-snapshot.ts";
import type { UnknownCause } from "../db/source-counts.ts";
import type { Reading } from "../provisioners/found.ts";

/** Whether what isn't in a reading is known to be gone. */
export type Judgment =
  | { readonly isWhole: true; readonly isFirst: boolean }
  | {
      readonly isWhole: false;
      readonly cause: UnknownCause;
      /** Why not, in a sentence. */
      readonly why: string;
    };

/** A source that shows less than this part of what it had is more likely cut than emptied. */
const SMALLEST_PART = 0.9;

/**
 * Judges whether absence from a reading means anything. It doesn't if the source was cut or could not be used in part, if it shows
 * nothing at all, or if it shows much less than the last time. `isAccepted`: an admin has confirmed that there really is so little.
 */
export function judgeReading(
  system: string,
  { accounts, projects, incomplete, problems }: Reading,
  last: SourceSize | undefined,
  isAccepted: boolean,
): Judgment {
  const unknown = (cause: UnknownCause, why: string): Judgment => ({ isWhole: false, cause, why });
  if (incomplete !== undefined) return unknown("cut", incomplete);
  if (problems.length > 0)
    return unknown(
      "unusable",
      `${countOf(problems.length, "entry", "entries")} of ${system} could not be used.`,
    );
  if (isAccepted) return { isWhole: true, isFirst: last === undefined };
  const confirm = `If this is right, confirm it with --accept-count ${system}.`;
  if (accounts.length + projects.length === 0)
    return unknown("empty", `${system} shows nothing at all. ${confirm}`);
  if (last === undefined) return { isWhole: true, isFirst: true };
  const isCut = (now: number, before: number) => now < before * SMALLEST_PART;
  if (isCut(accounts.length, last.accounts))
    return unknown(
      "fewer",
      `${system} shows only ${accounts.length} of ${last.accounts} accounts. ${confirm}`,
    );
  if (isCut(projects.length, last.projects))
    return unknown(
      "fewer",
      `${system} shows only ${projects.length} of ${last.projects} projects. ${confirm}`,
    );
  return { isWhole: true, isFirst: false };
}

const countOf = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
