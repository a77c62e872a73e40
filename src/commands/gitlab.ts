import { setTimeout as pause } from "node:timers/promises";
import { findByOrigin } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import type { GitLabUser } from "../gitlab/gitlab.ts";
import { draftOf, originOf } from "../pipeline/gitlab/draft-of.ts";
import type { GitLabSetup } from "../pipeline/gitlab/gitlab-setup.ts";
import { type GitLabPollDeps, listPending, takeInPending } from "../pipeline/gitlab/poll-gitlab.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { judgeRules } from "../pipeline/rules/judge-rules.ts";
import { subjectOf } from "../pipeline/rules/subject-of.ts";
import { describeState } from "../view/describe-state.ts";

type PassDeps = GitLabPollDeps & Pick<PipelineDeps, "ruleBook">;

/** How long the command waits for the running processes to decide. */
const MAX_WAIT_MS = 60_000;
const LOOK_EVERY_MS = 500;

/** Says for each pending account what every rule and source answers. Writes nothing, neither in GitLab nor in the database. */
export async function* judgePending(setup: GitLabSetup, deps: PassDeps): AsyncGenerator<string> {
  const pending = await listPending(setup);
  yield countOf(pending);
  for (const user of pending) {
    yield `@${user.username} (${user.name}, ${user.email ?? "no address"}), waiting since ${dayOf(user)}`;
    const { kind, email, details = {} } = draftOf(user, setup);
    const subject = await subjectOf({ kind, email, details, createdAt: deps.now() }, deps.db);
    const judged = deps.ruleBook ? await judgeRules(subject, deps.ruleBook) : [];
    for (const { rule, answer, evidence } of judged) {
      yield `  rule ${rule.name} (${rule.effect.kind}${rule.mode === "shadow" ? ", in shadow" : ""}): ${answer}`;
      for (const one of evidence) yield `    ${one.system}: ${one.condition}: ${one.answer}. ${one.text}`;
    }
    if (judged.length === 0) yield "  no rule looks at it, so people decide";
  }
}

/** Takes in all pending accounts, and says what became of each. The running processes decide, as about every other request. */
export async function* approvePending(setup: GitLabSetup, deps: PassDeps): AsyncGenerator<string> {
  const pending = await takeInPending(setup, deps);
  yield countOf(pending);
  const until = performance.now() + MAX_WAIT_MS;
  for (const user of pending) {
    const request = await untilDecided(originOf(user.id, setup.gitlab.url), until, deps);
    yield `@${user.username}: ${request ? describe(request) : "it became no request, because the person has another open one"}`;
  }
}

async function untilDecided(origin: string, until: number, { db }: PassDeps): Promise<Request | undefined> {
  for (;;) {
    const request = await findByOrigin(db, origin);
    if (request?.status !== "running" || performance.now() > until) return request;
    await pause(LOOK_EVERY_MS);
  }
}

function describe(request: Request): string {
  if (request.status === "running")
    return `request ${request.id} hasn't been looked at yet. It needs a running acct process`;
  const findings = request.details.ruleFindings?.join(" ");
  return `request ${request.id}: ${describeState(request)}${findings ? `. ${findings}` : ""}`;
}

const countOf = (pending: readonly GitLabUser[]) =>
  pending.length === 1
    ? "1 account is pending in GitLab."
    : `${pending.length} accounts are pending in GitLab.`;
const dayOf = ({ createdAt }: GitLabUser) => createdAt?.toISOString().slice(0, 10) ?? "an unknown day";
