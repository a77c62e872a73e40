import { findAccountByUsername } from "../../db/accounts.ts";
import { findRequest } from "../../db/requests.ts";
import type { Request, TrustReview } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { GITLAB_STATES } from "../../gitlab/gitlab.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { judgeAgain } from "../rules/judge-again.ts";
import { evidenceSentence, type JudgedRule } from "../rules/judge-rules.ts";
import { done, type Outcome, type Stage, waitFor, waitForDryRun } from "../stage.ts";

const LOOK_AGAIN_MS = 86_400_000;

/**
 * Asks the admins what becomes of an account that a rule approved and wouldn't approve now, and does it. Until they decide, the rule is
 * asked again once a day. An account of the registry is suspended or offboarded together with the decision.
 */
export const reviewTrust = {
  name: "review-trust",
  async run(request, deps): Promise<Outcome> {
    const { review } = request.details;
    if (!review) throw new Failure(`Request ${request.id} names no decision of a rule`, { lasts: true });
    return review.decision ? carryOut(request, review, deps) : lookAgain(request, review, deps);
  },
} as const satisfies Stage;

async function lookAgain(request: Request, review: TrustReview, deps: PipelineDeps): Promise<Outcome> {
  const { db, now, rules, ruleBook } = deps;
  const over = await whyOver(request, review, deps);
  if (over) return { kind: "fulfilled", note: over };
  const approved = await findRequest(db, review.requestId);
  const judged = approved && (await judgeAgain(approved, review.rule, deps));
  const sentence = judged && ruleBook ? evidenceSentence(judged, ruleBook) : "";
  if (judged?.answer === "yes" && isNews(judged, request))
    return { kind: "fulfilled", note: `the evidence is back: ${sentence}` };
  const found = judged?.answer === "no" ? sentence : review.found;
  return waitFor("admin", "Waiting for an admin", {
    until: new Date(now().getTime() + LOOK_AGAIN_MS),
    facts: { details: { review: { ...review, found } } },
    views: [{ audience: "admin", place: rules.adminChannels }],
  });
}

/** An answer that a process still remembers from before the evidence was gone proves nothing. */
const isNews = ({ evidence }: JudgedRule, { createdAt }: Request) =>
  evidence.every(({ askedAt }) => Date.parse(askedAt) >= createdAt.getTime());

/** There is nothing to decide if the account can't be used anymore. */
async function whyOver(
  { username }: Request,
  { gitlab: account }: TrustReview,
  { db, gitlab }: PipelineDeps,
): Promise<string | undefined> {
  if (!account)
    return (await findAccountByUsername(db, username ?? "")) ? undefined : `${username} was offboarded`;
  const user = await gitlab?.findUser(account.userId);
  if (!gitlab || user?.state === "active") return undefined;
  return user
    ? `@${user.username} is ${user.state} in GitLab`
    : `@${account.username} no longer exists in GitLab`;
}

async function carryOut(
  { id, username }: Request,
  { decision, by, gitlab: account }: TrustReview,
  { gitlab, rules, now }: PipelineDeps,
): Promise<Outcome> {
  if (decision === "keep") return done(`kept by ${by}`);
  const isRemoved = decision === "remove";
  if (!account)
    return done(
      isRemoved
        ? `${username} is offboarded; afterwards, the account can be erased`
        : `${username} is suspended, and acct resume undoes it`,
    );
  if (!gitlab) throw new Failure("acct.yml has no section gitlab anymore", { lasts: true });
  const name = `@${account.username}`;
  if (rules.dryRun) return waitForDryRun(now(), `block ${name} in GitLab`);
  const result = await gitlab.block(account.userId);
  if (result === "gone") return done(`${name} no longer exists in GitLab`);
  if (result === "done")
    return done(`${name} is blocked in GitLab${isRemoved ? ", where the account can be deleted" : ""}`);
  const { refused } = result;
  // Nobody can sign in with an account in any other state that acct knows.
  if ((GITLAB_STATES as readonly string[]).includes(refused))
    return done(`${name} is ${refused} in GitLab by now, so acct leaves it alone`);
  throw new Failure(
    `${name} has the state ${refused} in GitLab, which acct doesn't know: request ${id} can't block it`,
    { lasts: true },
  );
}
