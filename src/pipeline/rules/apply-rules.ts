import type { NewNotification } from "../../db/change.ts";
import type { Decider } from "../../db/names.ts";
import { takeRuleUse } from "../../db/rule-uses.ts";
import type { NewApproval } from "../../db/tables/approvals.ts";
import type { Request, RequiredApproval } from "../../db/tables/requests.ts";
import type { RuleBook } from "../../rules/rule-book.ts";
import { isPrivileged } from "../checks/approvals.ts";
import { deciderOf, openApprovals } from "../checks/required-approvals.ts";
import type { EventActor } from "../engine/changes.ts";
import { approvedAhead } from "../gitlab/approved-ahead.ts";
import { hashPlan } from "../hash-plan.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { toAdminChannelOnce } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { Ruled } from "../stage.ts";
import { evidenceSentence, type JudgedRule, judgeRules } from "./judge-rules.ts";
import { subjectOf } from "./subject-of.ts";

/** What the rules say about a request that waits for approvals. */
export interface AppliedRules {
  /** What a rule does with it now. Then the stage runs again. */
  readonly outcome?: Ruled;
  /** What the admins should know, in sentences. */
  readonly warnings: readonly string[];
  /** What each rule that approves has found, for the card. */
  readonly findings: readonly string[];
  readonly notifications: readonly NewNotification[];
  /** When the rules are to be asked again, because one of them may approve by then. */
  readonly until?: Date;
}

/** Evidence can come later: people join groups, and systems that were away come back. */
const ASK_AGAIN_MS = 5 * 60_000;
const NOTHING: AppliedRules = { warnings: [], findings: [], notifications: [] };

/**
 * Looks for an approval that was given ahead, and asks the rules about a request that waits for approvals. At most one of them takes
 * effect at a time. A rule never approves what is unknown, nor where several people, or an admin in any case, must approve.
 */
export async function applyRules(
  request: Request,
  decider: Decider,
  deps: PipelineDeps,
  { mayApprove = true }: { readonly mayApprove?: boolean } = {},
): Promise<AppliedRules> {
  if (REQUEST_KINDS[request.kind].endsAccess) return NOTHING;
  const { ruleBook: book, db, now } = deps;
  const ahead = decider === "admin" && mayApprove ? await approvedAhead(request, deps) : undefined;
  if (ahead) return { ...NOTHING, outcome: ahead };
  if (!book?.rules().some(({ kinds }) => kinds.includes(request.kind))) return NOTHING;
  const warnings: string[] = [];
  const findings: string[] = [];
  const notifications: NewNotification[] = [];
  let mayApproveLater = false;
  for (const judged of await judgeRules(await subjectOf(request, db), book)) {
    const { rule, answer } = judged;
    const { effect, mode } = rule;
    if (effect.kind === "approve" && findGivable(effect.approval, decider, request, deps)) {
      mayApproveLater = true;
      findings.push(`${rule.name}: ${answer}, because ${evidenceSentence(judged, book)}.`);
    }
    if (answer === "unknown" && mode === "on" && effect.kind !== "approve")
      warnings.push(`Rule ${rule.name} can't tell: ${evidenceSentence(judged, book)}.`);
    if (answer !== "yes") continue;
    if (mode === "shadow") {
      const outcome = noteInShadow(judged, request, book);
      if (outcome) return { outcome, warnings, findings, notifications };
    } else if (effect.kind === "warn") warnings.push(effect.text);
    else if (effect.kind === "quarantine") {
      if (!request.details.heldByRule)
        return { outcome: hold(judged, book), warnings, findings, notifications };
    } else if (effect.kind === "require") {
      const outcome = requireMore(judged, effect.approval, request, book);
      if (outcome) return { outcome, warnings, findings, notifications };
    } else if (mayApprove) {
      const required = findGivable(effect.approval, decider, request, deps);
      if (!required) continue;
      const isWithinCap =
        rule.capPerHour === undefined ||
        (await takeRuleUse(db, { rule: rule.name, requestId: request.id }, rule.capPerHour, now()));
      if (isWithinCap)
        return { outcome: approve(judged, required, request, deps, book), warnings, findings, notifications };
      const why = `Rule ${rule.name} has approved ${rule.capPerHour} requests within an hour, which is its cap. Until that hour is over, people decide.`;
      warnings.push(why);
      // The request is looked at again every few minutes, and the admins have to know once.
      if (!request.warnings.includes(why)) notifications.push(...tellCap(request, rule.name, why, deps));
    }
  }
  return {
    warnings,
    findings,
    notifications,
    ...(mayApproveLater ? { until: new Date(now().getTime() + ASK_AGAIN_MS) } : {}),
  };
}

/** In shadow, the history says once for each text of the rule what it would have done. */
function noteInShadow(judged: JudgedRule, request: Request, book: RuleBook): Ruled | undefined {
  const { name, version, effect } = judged.rule;
  const { ruleNotes = {} } = request.details;
  if (ruleNotes[name] === version) return undefined;
  const would = {
    approve: "would have approved this",
    require: "would have asked for another approval",
    warn: "would have warned the admins",
    quarantine: "would have held this as likely spam",
  }[effect.kind];
  return {
    kind: "ruled",
    by: actorOf(name),
    event: {
      kind: "rule-noted",
      note: `${would}: ${evidenceSentence(judged, book)}`,
      detail: detailOf(judged),
    },
    facts: { details: { ruleNotes: { ...ruleNotes, [name]: version } } },
  };
}

/** Once an admin has released it, no rule holds it again. */
function hold(judged: JudgedRule, book: RuleBook): Ruled {
  const { name } = judged.rule;
  return {
    kind: "ruled",
    by: actorOf(name),
    isHeld: true,
    event: { kind: "quarantined", note: evidenceSentence(judged, book), detail: detailOf(judged) },
    facts: { details: { heldByRule: name } },
  };
}

function requireMore(
  judged: JudgedRule,
  approval: RequiredApproval,
  { details, stage }: Request,
  book: RuleBook,
): Ruled | undefined {
  const { furtherApprovals = [] } = details;
  if (furtherApprovals.some(({ name }) => name === approval.name)) return undefined;
  const isByAdmins = deciderOf(approval) === "admin";
  return {
    kind: "ruled",
    by: actorOf(judged.rule.name),
    stage: isByAdmins ? "await-admin" : stage,
    event: {
      kind: "approval-required",
      note: `${approval.name}: ${evidenceSentence(judged, book)}`,
      detail: detailOf(judged),
    },
    facts: { details: { furtherApprovals: [...furtherApprovals, approval] } },
  };
}

function approve(
  judged: JudgedRule,
  required: RequiredApproval,
  request: Request,
  { now, rules }: PipelineDeps,
  book: RuleBook,
): Ruled {
  const { name: rule, version } = judged.rule;
  const given: NewApproval = {
    name: required.name,
    verdict: "approved",
    by: actorOf(rule).id,
    byName: actorOf(rule).name,
    roles: required.from.map(({ role }) => role),
    address: request.email.toLowerCase(),
    pi: request.piEmail?.toLowerCase() ?? null,
    at: now().toISOString(),
    surface: "rule",
    plan: request.plan,
    planHash: hashPlan(request.plan),
    rule,
    evidence: { version, found: judged.evidence },
  };
  return {
    kind: "ruled",
    by: actorOf(rule),
    event: {
      kind: "approved",
      note: evidenceSentence(judged, book),
      detail: { as: required.name, plan: given.planHash, ...detailOf(judged) },
    },
    approvals: { given },
    views: [{ audience: "admin", place: rules.adminChannels }],
  };
}

const actorOf = (rule: string): EventActor => ({ id: `rule:${rule}`, name: `the rule ${rule}` });

const detailOf = ({ rule, evidence }: JudgedRule) => ({ version: rule.version, found: evidence });

/**
 * The approval that the rule may give. Where two people must agree, a rule isn't one of them; and where an admin must decide in any
 * case, such as on a new project, it decides nothing.
 */
function findGivable(
  wanted: string,
  decider: Decider,
  request: Request,
  deps: PipelineDeps,
): RequiredApproval | undefined {
  if (decider === "admin" && (request.needsAdmin || isPrivileged(request, deps))) return undefined;
  return openApprovals(request, deps.rules, decider).find(
    ({ name, count, from }) => name === wanted && count === 1 && from.length === 1,
  );
}

function tellCap(
  request: Request,
  rule: string,
  why: string,
  { rules, now }: PipelineDeps,
): NewNotification[] {
  return [
    ...toAdminChannelOnce(request, {
      channel: rules.adminChannels,
      cause: `cap of rule ${rule}`,
      why,
      now: now(),
    }),
  ];
}
