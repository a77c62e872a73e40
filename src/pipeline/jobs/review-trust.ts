import { findAccountByUsername } from "../../db/accounts.ts";
import { listTrusted, type TrustedRequest } from "../../db/trusted-requests.ts";
import type { GitLab, GitLabUser } from "../../gitlab/gitlab.ts";
import type { Evidence } from "../../rules/judge-condition.ts";
import { createRequest } from "../create-request.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { judgeAgain } from "../rules/judge-again.ts";
import { evidenceSentence, type JudgedRule } from "../rules/judge-rules.ts";
import type { Workflows } from "../workflows.ts";

export interface ReviewTrustDeps extends Pick<PipelineDeps, "db" | "now" | "ruleBook"> {
  readonly workflows: Workflows;
  readonly gitlab?: Pick<GitLab, "checkRights" | "listUsers"> | undefined;
}

/** Someone's account that can be used. */
interface ReviewedAccount {
  readonly email: string;
  readonly username?: string;
  readonly gitlab?: Pick<GitLabUser, "username"> & { readonly userId: number };
}

/**
 * Asks each rule again about the accounts that it approved and that can still be used. Where it says no, the admins are asked, in a
 * request of its own. What isn't known is no answer, and a rule that is gone isn't asked. Returns how many new questions there are.
 * Throws if GitLab doesn't show every account.
 */
export async function reviewTrust(deps: ReviewTrustDeps): Promise<number> {
  const { db, gitlab } = deps;
  let active: Promise<ReadonlyMap<number, GitLabUser>> | undefined;
  const findInGitLab = async (userId: number): Promise<ReviewedAccount | undefined> => {
    if (!gitlab) return undefined;
    active ??= listActive(gitlab);
    const user = (await active).get(userId);
    return user && { email: user.email ?? "", gitlab: { userId, username: user.username } };
  };
  let count = 0;
  for await (const page of listTrusted(db)) {
    for (const trusted of page) {
      const { request, approval } = trusted;
      const userId = request.details.gitlab?.userId;
      const account = userId === undefined ? await findInRegistry(trusted, deps) : await findInGitLab(userId);
      if (!account) continue;
      const judged = await judgeAgain(request, approval.rule, deps);
      if (judged?.answer === "no" && (await ask(trusted, account, judged, deps))) count++;
    }
  }
  return count;
}

/** GitLab lists its accounts in pages, which is much less work for it than one call for each. */
async function listActive(gitlab: Pick<GitLab, "checkRights" | "listUsers">) {
  await gitlab.checkRights();
  const active = new Map<number, GitLabUser>();
  for await (const user of gitlab.listUsers()) if (user.state === "active") active.set(user.id, user);
  return active;
}

async function findInRegistry(
  { request: { username, email } }: TrustedRequest,
  { db }: Pick<ReviewTrustDeps, "db">,
): Promise<ReviewedAccount | undefined> {
  const account = username === null ? undefined : await findAccountByUsername(db, username);
  return account && { email: account.email ?? email, username: account.username };
}

async function ask(
  { request, approval, reviews }: TrustedRequest,
  { gitlab, ...account }: ReviewedAccount,
  judged: JudgedRule,
  deps: ReviewTrustDeps,
): Promise<boolean> {
  const { id, givenName, familyName, email } = request;
  const { rule, at, evidence } = approval;
  const book = deps.ruleBook ?? { describe: () => "" };
  const then = (evidence?.found ?? []) as readonly Evidence[];
  const review = {
    ...{ requestId: id, rule, approvedAt: at.toISOString() },
    evidence: evidenceSentence({ ...judged, answer: "yes", evidence: then }, book),
    found: evidenceSentence(judged, book),
    ...(gitlab ? { gitlab } : {}),
  };
  const created = await createRequest(
    {
      ...{ kind: "trust-review", givenName, familyName, ...account },
      email: account.email || email,
      origin: `review:${id}:${reviews + 1}`,
      details: { review },
    },
    {
      by: { id: `rule:${rule}`, name: `the rule ${rule}` },
      note: `it approved request ${id} and would not approve it now`,
    },
    deps,
  );
  return created.kind === "created";
}
