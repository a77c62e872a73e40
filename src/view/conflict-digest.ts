import type { AdoptionConflict, ConflictCounts } from "../db/tables/adoption-conflicts.ts";
import type { Notice } from "./notice.ts";

/** The number of conflicts that the message in the admin channel lists. */
export const MAX_LISTED = 10;

interface ConflictDigest {
  readonly counts: ConflictCounts;
  /** The first open ones, at most `MAX_LISTED`. */
  readonly open: readonly AdoptionConflict[];
  /** False: there is a newer message about the conflicts. */
  readonly isLatest: boolean;
}

/** The one message about all conflicts of `acct adopt`. Its button leads through them one by one. */
export function buildConflictDigest({ counts, open, isLatest }: ConflictDigest): Notice {
  if (!isLatest)
    return { title: "acct adopt has found more conflicts", lines: ["See the newer message below."] };
  const { decided, skipped } = counts;
  const done = [
    ...(decided > 0 ? [`${decided} decided. acct adopt applies this the next time it runs.`] : []),
    ...(skipped > 0 ? [`${skipped} left out.`] : []),
  ];
  if (counts.open === 0) return { title: "All conflicts of acct adopt are decided", lines: done };
  const more = counts.open - open.length;
  return {
    title: `acct adopt found ${counts.open} ${counts.open === 1 ? "conflict" : "conflicts"} to decide`,
    lines: [
      "acct can't tell who these belong to. They stay out of the registry until an admin decides.",
      ...open.map((one) => `• ${one.name} in ${one.system}: ${one.why}`),
      ...(more > 0 ? [`… and ${more} more.`] : []),
      ...done,
      "To see one of them: /acct conflicts <name>",
    ],
    buttons: [{ action: "show-conflicts", label: "Decide…", style: "primary" }],
  };
}
