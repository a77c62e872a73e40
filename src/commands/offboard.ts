import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { findFormerOrAccount } from "../db/accounts.ts";
import { inTransaction } from "../db/client.ts";
import { type Leased, leaseRequest } from "../db/leases.ts";
import { isRunning, listProcesses, openTemporaryProcess } from "../db/process.ts";
import { listAccountProjects } from "../db/projects.ts";
import { findRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import { hasEnded, type Request, type requests } from "../db/tables/requests.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import type { Log } from "../log.ts";
import { listProjectsLosingPi } from "../pipeline/checks/projects-losing-pi.ts";
import { listEndingRequests } from "../pipeline/end-access.ts";
import { advance } from "../pipeline/engine/advance.ts";
import { openOffboarding } from "../pipeline/open-offboarding.ts";
import { refuseInDryRun } from "../pipeline/people/refuse-in-dry-run.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Removal } from "../pipeline/remove-everywhere.ts";
import { removeAccess } from "../pipeline/stages/remove-access.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import { describeState } from "../view/describe-state.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";

export interface OffboardContext extends PipelineDeps {
  readonly workflows: Workflows;
}

/** Describes what `offboard` would do, one line per change. Reads every system and changes nothing. Throws if there is no such account. */
export async function* planOffboarding(
  username: string,
  { db, provisioners, now }: Pick<OffboardContext, "db" | "provisioners" | "now">,
): AsyncGenerator<string> {
  const account = await accountToClose(db, username);
  const projects = await listAccountProjects(db, account.id);
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

/** Longer than any system takes. If the command is killed, its work is taken over within a second in any case. */
const LEASE_MS = 60 * 60_000;

/**
 * Closes an account and opens the request that removes its access everywhere. The command does the first attempt itself, so
 * that it also works while no acct is running, and prints one line per change. Whatever is left after that, a running acct tries
 * again. Throws if there is no such account, and with what is left if something is.
 */
export async function offboard(
  username: string,
  { wait, databaseUrl, log, print }: OffboardOptions,
  deps: OffboardContext,
): Promise<void> {
  const { db, now } = deps;
  const account = await accountToClose(db, username);
  refuseInDryRun(deps.rules, `acct offboard ${username} --dry-run shows what would change`);
  const worker = await openTemporaryProcess(databaseUrl);
  try {
    const input = { origin: `offboard:${randomUUID()}`, by: localActor() };
    const { opened, leased } = await inTransaction(db, async (tx) => {
      const opening = await openOffboarding(account, input, { ...deps, db: tx });
      const lease = { by: worker.number, now: now(), leaseMs: LEASE_MS };
      if (!wait) return { opened: opening, leased: undefined };
      // The process that had it may have been killed while no other was running.
      const holder = opening.request.leaseBy;
      const dead = holder !== null && !(await isRunning(tx, holder)) ? holder : undefined;
      return { opened: opening, leased: await leaseRequest(tx, opening.request.id, { ...lease, dead }) };
    });
    const { request, isFirst, projectsWithoutPi } = opened;
    if (!isFirst) print(describeAgain(account));
    for (const name of projectsWithoutPi) {
      print(
        `Project ${name} has no PI now: an admin decides on requests for it, until one approves another PI`,
      );
    }
    const isWatched = (await listProcesses(db)).length > 0;
    if (!wait) return print(announceRequest(request, account, isWatched));
    const removals: Removal[] = [];
    if (leased) await removeNow(leased, { deps, log, print, removals });
    else await untilReturned(request.id, db);
    explainLeft(await findRequest(db, request.id), account, removals, isWatched);
  } finally {
    await worker.close();
  }
}

/** Runs the stages of the request here, as any acct would, and prints each line when it is known. */
async function removeNow(
  leased: Leased<typeof requests>,
  {
    deps,
    log,
    print,
    removals,
  }: { deps: OffboardContext; removals: Removal[] } & Pick<OffboardOptions, "log" | "print">,
): Promise<void> {
  const report = (removal: Removal) => {
    removals.push(removal);
    print(removal.text);
  };
  const reporting = {
    ...removeAccess,
    run: (request: Request, tools: PipelineDeps) => removeAccess.run(request, tools, report),
  };
  const workflows = {
    ...deps.workflows,
    [leased.kind]: deps.workflows[leased.kind].map((stage) =>
      stage.name === reporting.name ? reporting : stage,
    ),
  };
  await advance(leased, { deps, workflows, log, announce: () => undefined, stopping: () => false });
}

const POLL_MS = 200;

/** Waits while another process works on the request. */
async function untilReturned(id: number, db: OffboardContext["db"]): Promise<void> {
  for (;;) {
    const request = await findRequest(db, id);
    if (!request || request.leaseToken === null || hasEnded(request)) return;
    await pause(POLL_MS);
  }
}

/** Throws with a sentence if something is left. */
function explainLeft(
  request: Request | undefined,
  { username }: Account,
  removals: readonly Removal[],
  isWatched: boolean,
): void {
  if (!request || hasEnded(request)) return;
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
