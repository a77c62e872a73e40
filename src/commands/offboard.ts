import { randomUUID } from "node:crypto";
import { findAccountByUsername, findFormerOrAccount } from "../db/accounts.ts";
import { listAccountProjects } from "../db/projects.ts";
import { listEvents } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import { hasEnded, type Leaving, type Request } from "../db/tables/requests.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import type { Log } from "../log.ts";
import { listProjectsLosingPi } from "../pipeline/checks/projects-losing-pi.ts";
import { listEndingRequests } from "../pipeline/end-access.ts";
import { countEverywhere } from "../pipeline/leaving/count-everywhere.ts";
import { countedLines } from "../pipeline/leaving/counted-lines.ts";
import { defaultNewOwner } from "../pipeline/leaving/default-new-owner.ts";
import { openOffboarding } from "../pipeline/open-offboarding.ts";
import { refuseInDryRun } from "../pipeline/people/refuse-in-dry-run.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Removal } from "../pipeline/remove-from.ts";
import { handOverBelongings } from "../pipeline/stages/hand-over-belongings.ts";
import { removeAccess } from "../pipeline/stages/remove-access.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import { describeState } from "../view/describe-state.ts";
import { describePlanLine } from "../view/plan-line.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";
import { runHere } from "./run-here.ts";

export interface OffboardContext extends PipelineDeps {
  readonly workflows: Workflows;
}

/** Who leaves, and what they had in every system when acct counted it for the operator. */
export interface Leaver {
  readonly account: Account;
  readonly seen: Leaving;
}

/**
 * Counts what a person has in every system. `to` is the username of the account that gets what moves; by default, acct proposes one.
 * Changes nothing. Throws if there is no such account.
 */
export async function countLeaver(
  username: string,
  to: string | undefined,
  deps: Pick<OffboardContext, "db" | "provisioners" | "now">,
): Promise<Leaver> {
  const account = await accountToClose(deps.db, username);
  const newOwner =
    to === undefined ? await defaultNewOwner(account, deps) : await accountToGetIt(to, account, deps.db);
  return { account, seen: await countEverywhere(account, newOwner, deps) };
}

async function accountToGetIt(to: string, { id }: Account, db: PipelineDeps["db"]): Promise<string> {
  const found = await findAccountByUsername(db, to);
  if (!found) throw new Error(`There's no account ${to} that could take over.`);
  if (found.id === id) throw new Error("Choose someone else with --to: this account is closed.");
  return found.username;
}

/** Describes what `offboard` would do, one line per change. Reads every system and changes nothing. */
export async function* planOffboarding(
  { account, seen }: Leaver,
  { db, provisioners, now }: Pick<OffboardContext, "db" | "provisioners" | "now">,
): AsyncGenerator<string> {
  const { username } = account;
  const projects = await listAccountProjects(db, account.id);
  for (const line of countedLines(seen)) yield describePlanLine(line);
  for (const provisioner of provisioners) {
    const current = await provisioner.diff(account, projects).then(
      (found) => found.join("; "),
      (error: unknown) => `could not be read: ${describeForOperator(error)}`,
    );
    const leave = projects.length > 0 ? `, and remove them from ${joinNames(projects)}` : "";
    yield `${provisioner.name}: lock out ${username}${leave}${current && ` (now: ${current})`}`;
  }
  for (const request of await listEndingRequests(db, account)) {
    yield `Request ${request.id} will be closed (now: ${describeState(request)})`;
  }
  for (const name of await listProjectsLosingPi(account, db, now())) yield `Project ${name} will have no PI`;
}

interface OffboardOptions {
  /** False: only opens the request. A running acct does the rest. */
  readonly wait: boolean;
  readonly databaseUrl: string;
  readonly log: Log;
  print(line: string): void;
}

/**
 * Opens the request that closes an account and removes its access everywhere. The operator has seen the plan, which counts as the
 * approval of one admin. The command does the first attempt itself, so that it also works while no acct is running, and prints one line
 * per change. Whatever is left after that, a running acct tries again. Throws with what is left if something is, also if others have to
 * approve.
 */
export async function offboard(
  { account, seen }: Leaver,
  { wait, databaseUrl, log, print }: OffboardOptions,
  deps: OffboardContext,
): Promise<void> {
  refuseInDryRun(deps.rules, `acct offboard ${account.username} --dry-run shows what would change`);
  const input = {
    origin: `offboard:${randomUUID()}`,
    by: localActor(),
    newOwner: seen.newOwner,
    approval: { surface: "cli", seen },
  } as const;
  const removals: Removal[] = [];
  const report = (removal: Removal) => {
    removals.push(removal);
    print(removal.text);
  };
  const { request, isWatched } = await runHere(
    {
      open: (tx) => openOffboarding(account, input, { ...deps, db: tx }),
      opened({ isFirst, projectsWithoutPi }) {
        if (!isFirst) print(describeAgain(account));
        for (const name of projectsWithoutPi)
          print(
            `Project ${name} loses its PI: an admin decides on requests for it, until one approves another PI`,
          );
      },
      stages: [handOverBelongings, removeAccess].map((stage) => ({
        ...stage,
        run: (current: Request, tools: PipelineDeps) => stage.run(current, tools, report),
      })),
      wait,
      databaseUrl,
      log,
    },
    deps,
  );
  if (!wait) return print(announceRequest(request, account, isWatched));
  const history = await listEvents(deps.db, request.id);
  explainWaiting(request, account, history.findLast(({ kind }) => kind === "sent-back")?.note);
  explainLeft(request, account, removals, isWatched);
}

/** Throws with a sentence if people have to decide before anything is removed. `sentBack` is why it needs a new decision. */
function explainWaiting(request: Request, { username }: Account, sentBack: string | undefined): void {
  if (request.status !== "waiting" || request.details.leaving?.isClosed) return;
  const why = sentBack ? ` ${sentBack}.` : "";
  const next = request.waitsFor === "new-owner" ? " Name one with --to." : "";
  throw new Error(
    `Nothing has been removed from ${username}.${why} Request ${request.id}: ${describeState(request)}.${next}`,
  );
}

/** Throws with a sentence if something is left. */
function explainLeft(
  request: Request,
  { username }: Account,
  removals: readonly Removal[],
  isWatched: boolean,
): void {
  if (hasEnded(request)) return;
  const { id } = request;
  const next = isWatched
    ? `Request ${id} tries again by itself. To try right away, run acct offboard ${username} again.`
    : `No acct is running that could try again: start one, or run acct offboard ${username} again.`;
  const systemsWith = (left: Removal["left"]) => [
    ...new Set(removals.filter((one) => one.left === left).map(({ system }) => system)),
  ];
  const [failed, foreign, busy] = [systemsWith("failed"), systemsWith("foreign"), systemsWith("busy")];
  const what = [
    ...(failed.length > 0 ? [`${username} may still have access to ${failed.join(", ")}.`] : []),
    ...(foreign.length > 0
      ? [`${username} still has access to ${foreign.join(", ")} that acct didn't give: remove it there.`]
      : []),
    ...(busy.length > 0
      ? [`${username} is locked out, but not everything is removed yet from ${busy.join(", ")}.`]
      : []),
  ];
  if (what.length === 0) what.push(`${username} may still have access: ${describeState(request)}.`);
  throw new Error([...what, next].join(" "));
}

const announceRequest = ({ id }: Request, { username }: Account, isWatched: boolean) =>
  isWatched
    ? `Request ${id} removes the access of ${username}.`
    : `Request ${id} removes the access of ${username} as soon as an acct is running: start one.`;

const describeAgain = ({ username, removedAt }: Account) =>
  `${username} was already offboarded${removedAt ? ` ${formatDay(removedAt)}` : ""}. Checking each system again:`;

async function accountToClose(db: PipelineDeps["db"], username: string): Promise<Account> {
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There's no account called ${username}.`);
  if (account.erasedAt) throw new Error(`${username} was deleted ${formatDay(account.erasedAt)}.`);
  return account;
}

const joinNames = (projects: readonly Project[]) => projects.map(({ name }) => name).join(", ");
