import { listApprovals } from "../db/approvals.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { judgeRules } from "../pipeline/rules/judge-rules.ts";
import { type Replayed, replayRules } from "../pipeline/rules/replay-rules.ts";
import { subjectOf } from "../pipeline/rules/subject-of.ts";
import { describeRule } from "../rules/describe-rule.ts";
import type { Evidence } from "../rules/judge-condition.ts";
import { fullName } from "../view/full-name.ts";
import { KIND_VIEWS } from "../view/kinds/kinds.ts";

type RulesDeps = Pick<PipelineDeps, "db" | "now" | "ruleBook">;
type FormatTime = (at: Date) => string;

/** Says each rule in words. */
export function showRules({ ruleBook }: Pick<RulesDeps, "ruleBook">): string[] {
  const rules = ruleBook?.rules() ?? [];
  if (!ruleBook || rules.length === 0)
    return ["There are no rules in acct.yml. docs/trust.md has some to start with."];
  return rules.map((rule) => `${describeRule(rule, ruleBook.describe)} (version ${rule.version})`);
}

/** Asks the rules about a request, and says what each source answered, and what rules have decided before. */
export async function explainRules(
  id: number,
  { db, ruleBook }: RulesDeps,
  time: FormatTime,
): Promise<string[]> {
  const request = await findRequest(db, id);
  if (!request) throw new Failure(`There is no request ${id}`);
  const decided = (await listApprovals(db, id)).filter(({ rule }) => rule !== null);
  const before = decided.map(({ rule, evidence, at }) => {
    const { version, found } = evidence as { version?: string; found?: readonly Evidence[] };
    return `${time(at)}: rule ${rule} (version ${version ?? "unknown"}) approved. ${describeAll(found ?? [], time)}`;
  });
  const judged = ruleBook ? await judgeRules(await subjectOf(request, db), ruleBook) : [];
  const today = judged.map(
    ({ rule, answer, evidence }) =>
      `Now: rule ${rule.name} (${rule.effect.kind}${rule.mode === "shadow" ? ", in shadow" : ""}): ${answer}. ${describeAll(evidence, time)}`,
  );
  if (judged.length === 0) today.push(`No rule looks at requests for ${KIND_VIEWS[request.kind].requested}.`);
  return [...before, ...today];
}

const describeAll = (evidence: readonly Evidence[], time: FormatTime): string =>
  evidence
    .map(
      ({ system, condition, answer, text, askedAt }) =>
        `Whether ${condition}: ${answer}, because ${text} (${system}, ${time(new Date(askedAt))}).`,
    )
    .join(" ");

/** Judges the recorded requests by the rules as they are in the file, and says what would be different from what people did. */
export async function testRules(
  { since, name }: { readonly since: Date; readonly name?: string | undefined },
  { db, ruleBook }: RulesDeps,
): Promise<string[]> {
  const rules = (ruleBook?.rules() ?? []).filter((rule) => name === undefined || rule.name === name);
  if (!ruleBook || rules.length === 0)
    throw new Failure(name ? `acct.yml has no rule called ${name}` : "acct.yml has no rules");
  const replayed = await replayRules(since, rules, { db, book: ruleBook });
  return replayed.flatMap(describeReplayed);
}

function describeReplayed({ rule, looked, met, unknown, deniedByPeople, notToday }: Replayed): string[] {
  const verb = { approve: "approve", require: "ask for more at", warn: "warn about", quarantine: "hold" }[
    rule.effect.kind
  ];
  return [
    `Rule ${rule.name} would ${verb} ${met} of ${looked} requests. It can't tell for ${unknown}.`,
    ...deniedByPeople.map(
      (request) => `  People denied ${describe(request)}, and the rule would approve it.`,
    ),
    ...notToday.map((request) => `  The rule approved ${describe(request)} then, and would not today.`),
  ];
}

const describe = (request: Request): string =>
  `request ${request.id} (${fullName(request)}, ${request.email})`;
