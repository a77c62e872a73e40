import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Agreement } from "../../src/agreements/agreement.ts";
import { DAY } from "../in-memory/pipeline-deps.ts";

/** A file with the text of an agreement, which the test can change. */
export function aText(text = "Use it for research only."): {
  readonly file: string;
  write(text: string): void;
} {
  const file = join(mkdtempSync(join(tmpdir(), "acct-agreement-")), "terms.md");
  const write = (now: string) => writeFileSync(file, now);
  write(text);
  return { file, write };
}

/** An agreement for everyone who requests an account. Say only what matters to the test. */
export const anAgreement = (but: Partial<Agreement> = {}): Agreement => ({
  name: "terms",
  title: "Terms of use",
  version: "1",
  source: { file: aText().file },
  for: { kinds: ["account"] },
  grace: 30 * DAY,
  ...but,
});
