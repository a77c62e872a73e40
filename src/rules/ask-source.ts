import { answered } from "./answered.ts";
import type { RuleSource, SourceAnswer, Subject } from "./rule-source.ts";

/** An answer, and when the system was asked for it. What it says held at some moment after that. */
export type DatedAnswer = SourceAnswer & { readonly askedAt: Date };

/** What this process has asked. The answers that are used least are forgotten first. */
export interface SourceCache {
  readonly answers: Map<string, DatedAnswer>;
  readonly questions: Map<string, Question>;
  readonly maxAnswers: number;
}

interface Question {
  readonly askedAt: Date;
  readonly answer: Promise<DatedAnswer>;
}

const MAX_ANSWERS = 20_000;
const TIMEOUT_MS = 10_000;

export function sourceCache({ maxAnswers = MAX_ANSWERS } = {}): SourceCache {
  return { answers: new Map(), questions: new Map(), maxAnswers };
}

interface AskOptions {
  readonly cache: SourceCache;
  readonly now: () => Date;
  /** How long the source may take before the answer is "unknown". */
  readonly timeoutMs?: number;
}

/**
 * Asks a source, or returns an answer of it that is at most `maxAgeMs` old. Never throws. Those who ask the same at the same time share
 * one call, unless it began longer ago than that; then they wait for its end, and one of them asks again. Only "yes" and "no" are kept.
 */
export async function askSource<Wanted>(
  source: RuleSource<Wanted>,
  wanted: Wanted,
  subject: Subject,
  { cache, now, timeoutMs = TIMEOUT_MS }: AskOptions,
): Promise<DatedAnswer> {
  const key = keyOf(source, wanted, subject);
  const since = now().getTime() - source.maxAgeMs;
  // A time in the future means that the clock was set back, so the age isn't known.
  const isYoung = ({ askedAt }: Pick<Question, "askedAt">) =>
    askedAt.getTime() >= since && askedAt.getTime() <= now().getTime();
  for (;;) {
    const known = cache.answers.get(key);
    if (known && isYoung(known)) {
      // The order of a Map is that of insertion, so this one is now the last to be forgotten.
      cache.answers.delete(key);
      cache.answers.set(key, known);
      return known;
    }
    const question = cache.questions.get(key);
    if (!question) return begin(key, { source, wanted, subject, timeoutMs }, cache, now());
    const answer = await question.answer;
    if (isYoung(question)) return answer;
  }
}

interface Asked<Wanted> {
  readonly source: RuleSource<Wanted>;
  readonly wanted: Wanted;
  readonly subject: Subject;
  readonly timeoutMs: number;
}

function begin<Wanted>(
  key: string,
  asked: Asked<Wanted>,
  { answers, questions, maxAnswers }: SourceCache,
  askedAt: Date,
): Promise<DatedAnswer> {
  answers.delete(key);
  const answer = askInTime(asked).then((found): DatedAnswer => {
    const dated = { ...found, askedAt };
    questions.delete(key);
    if (found.answer !== "unknown" && asked.source.maxAgeMs > 0) {
      answers.set(key, dated);
      for (const oldest of answers.keys()) {
        if (answers.size <= maxAnswers) break;
        answers.delete(oldest);
      }
    }
    return dated;
  });
  questions.set(key, { askedAt, answer });
  return answer;
}

async function askInTime<Wanted>({
  source,
  wanted,
  subject,
  timeoutMs,
}: Asked<Wanted>): Promise<SourceAnswer> {
  const timeout = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    timeout.abort();
  }, timeoutMs);
  const answer = await answered(source.system, timeout.signal, () =>
    source.ask(wanted, subject, timeout.signal),
  );
  clearTimeout(timer);
  if (!isLate) return answer;
  return { answer: "unknown", why: `${source.system} did not answer within ${timeoutMs / 1000} s` };
}

/** The same for two questions only if the source can't answer them differently. */
function keyOf<Wanted>({ name, facts }: RuleSource<Wanted>, wanted: Wanted, subject: Subject): string {
  const relevant = facts ? facts.map((fact) => subject[fact] ?? null) : subject;
  return JSON.stringify([name, canonical(wanted), canonical(relevant)]);
}

/** The same value with the keys of all objects in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, canonical(each)]),
  );
}
