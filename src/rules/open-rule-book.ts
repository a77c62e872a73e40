import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Log } from "../log.ts";
import { askSource, type SourceCache } from "./ask-source.ts";
import type { Rule } from "./rule.ts";
import type { RuleBook } from "./rule-book.ts";
import { type RuleSource, unknown } from "./rule-source.ts";

interface RuleBookOptions {
  /** The rules at the start. */
  readonly rules: readonly Rule[];
  readonly sources: readonly RuleSource[];
  readonly cache: SourceCache;
  readonly now: () => Date;
  /** How long a source may take before its answer is "unknown". Missing: as long as `askSource` allows. */
  readonly timeoutMs?: number;
}

/** A rule book whose rules can be replaced while the process runs. */
export interface OpenRuleBook extends RuleBook {
  replace(rules: readonly Rule[]): void;
}

export function openRuleBook({ rules: first, sources, ...asking }: RuleBookOptions): OpenRuleBook {
  const byName = new Map(sources.map((source) => [source.name, source]));
  let current = first;
  return {
    rules: () => current,
    replace(rules) {
      current = rules;
    },
    describe({ source: name, wanted }) {
      return byName.get(name)?.describe(wanted) ?? `${name} holds, which acct.yml doesn't say where to ask`;
    },
    async ask({ source: name, wanted }, subject) {
      const source = byName.get(name);
      const answer = source
        ? await askSource(source, wanted, subject, asking)
        : { ...unknown(`${name} isn't configured in acct.yml`), askedAt: asking.now() };
      return {
        system: source?.system ?? name,
        condition: source?.describe(wanted) ?? name,
        answer: answer.answer,
        text: answer.answer === "unknown" ? answer.why : answer.evidence,
        askedAt: answer.askedAt.toISOString(),
      };
    },
  };
}

interface WatchOptions {
  readonly file: string;
  readonly everyMs: number;
  readonly log: Log;
  /** Reads the rules from the text of the file. Throws with all its problems. */
  read(text: string): readonly Rule[];
  /** The new rules are in force. It is called again by the next look. */
  replaced(): Promise<void>;
  /** Tells the admins that the file is faulty, or that it is right again. */
  tell(problem: string | undefined): Promise<void>;
}

/**
 * Takes up the rules when the file changes. While it is faulty, the rules in force stay, and the admins are told once for each text.
 */
export function watchRules(
  book: OpenRuleBook,
  { file, everyMs, log, read, replaced, tell }: WatchOptions,
): { stop(): Promise<void> } {
  let seen: string | undefined;
  let isFaulty = false;
  let isFresh = false;
  let current: Promise<void> | undefined;
  async function look(): Promise<void> {
    const text = await readFile(file, "utf8");
    const hash = createHash("sha256").update(text).digest("hex");
    if (hash === seen) {
      // A request that was being judged by the rules before looks again as well.
      if (isFresh) await replaced();
      isFresh = false;
      return;
    }
    const isFirst = seen === undefined;
    seen = hash;
    if (isFirst) return;
    let isNew = false;
    try {
      const rules = read(text);
      isNew = JSON.stringify(rules) !== JSON.stringify(book.rules());
      book.replace(rules);
      if (isNew)
        log.info(
          { rules: book.rules().map(({ name, version }) => `${name} ${version}`) },
          "took up the rules",
        );
    } catch (error) {
      isFaulty = true;
      const problem = error instanceof Error ? error.message : String(error);
      log.error({ err: error }, "the rules in force stay, because the file is faulty");
      return tell(problem);
    }
    isFresh = isNew;
    if (isNew) await replaced();
    if (isFaulty) await tell(undefined);
    isFaulty = false;
  }
  const run = () => {
    current ??= look()
      .catch((error: unknown) => log.warn({ err: error }, `could not read ${file}`))
      .finally(() => {
        current = undefined;
      });
  };
  run();
  const timer = setInterval(run, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
