import { Failure } from "../failure/failure.ts";
import { explainAccess, firstMissing } from "../pipeline/why/explain-access.ts";
import { findSubject } from "../pipeline/why/find-subject.ts";
import type { WhyDeps } from "../pipeline/why/subject.ts";
import { line } from "../pipeline/why/why-notice.ts";
import type { Line } from "../view/notice.ts";

/** Like those of `acct reconcile`. */
const EXIT = { nothingMissing: 0, missing: 1, notAsked: 2 } as const;
/** A question that can't be answered says nothing about anyone either. */
export const EXIT_UNANSWERED = EXIT.notAsked;
const LABELS = { ok: "ok       ", missing: "MISSING  ", note: "note     ", unknown: "NOT ASKED" } as const;

/** Lists everything that someone needs to log in, as lines, then what is missing first. Throws if acct knows nothing of them. */
export async function explainWhy(
  who: string,
  project: string | undefined,
  deps: WhyDeps,
  time: (at: Date) => string,
): Promise<{ readonly lines: readonly string[]; readonly exitCode: number }> {
  const subject = await findSubject(deps.db, who, project);
  if (!subject) throw new Failure(`acct knows no one called ${who}.`);
  const links = await explainAccess(subject, deps);
  const toText = (one: Line) =>
    [one]
      .flat()
      .map((part) => (part instanceof Date ? time(part) : part))
      .join("");
  const first = firstMissing(links);
  const isUnsure = links.some(({ state }) => state === "unknown");
  const lines = links.map((link) => toText(line(`${LABELS[link.state]}  `, link)));
  if (!first) {
    const nothing = isUnsure
      ? "Nothing seems to be missing, but not every system could be asked."
      : "Nothing seems to be missing.";
    return { lines: [...lines, "", nothing], exitCode: isUnsure ? EXIT.notAsked : EXIT.nothingMissing };
  }
  return {
    lines: [...lines, "", toText(line("Missing first: ", first)), ...(first.hint ? [first.hint] : [])],
    exitCode: EXIT.missing,
  };
}
