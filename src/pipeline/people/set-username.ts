import { changeUsername, findFormerOrAccount } from "../../db/accounts.ts";
import { recordAccountEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { lockRegistry } from "../../db/people.ts";
import { listAccountProjects } from "../../db/projects.ts";
import { findOpenByUsername } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Project } from "../../db/tables/projects.ts";
import { describeForOperator } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Provisioner } from "../../provisioners/provisioner.ts";
import { fullName } from "../../view/full-name.ts";
import { findLookAlike, isReservedUsername } from "../checks/reserved-names.ts";
import { explainBadShape } from "../checks/username-shape.ts";
import type { EventActor } from "../engine/changes.ts";
import { ensureIn } from "../ensure-everywhere.ts";
import { kindsThat } from "../kinds/kinds.ts";
import { linkMessages } from "../links/link-messages.ts";
import { refuseInDryRun } from "./refuse-in-dry-run.ts";
import type { ChangePersonDeps } from "./set-name.ts";

const RESERVING_KINDS = kindsThat(({ createsAccount }) => createsAccount);

/**
 * Describes what `setUsername` would do in each system and what stays as it is, one line per change. Reads every system and
 * changes nothing. Throws with a sentence if it isn't possible.
 */
export async function* planUsernameChange(
  who: string,
  username: string,
  deps: ChangePersonDeps,
): AsyncGenerator<string> {
  const { account, projects } = await readChange(who, username, deps);
  yield `registry: ${account.username} → ${username}; ${account.username} stays taken`;
  yield* planInSystems(account, username, projects, deps.provisioners);
  yield `${account.email ?? account.chatUser ?? "No one"} would be told.`;
}

/**
 * Gives an account another username in every system, and then in the registry. What can't be renamed is ended first, because
 * that is refused while it is in use, and begins anew under the new name. The uidNumber, the password, the files, and the home
 * directory stay. It can be repeated if a system doesn't respond. Yields one line per change. Throws if it isn't possible, or
 * if something is left to do.
 */
export async function* setUsername(
  who: string,
  username: string,
  by: EventActor,
  deps: ChangePersonDeps,
): AsyncGenerator<string> {
  const { db, now, provisioners, rules } = deps;
  const { account, projects } = await readChange(who, username, deps);
  refuseInDryRun(rules, "--dry-run shows what would change");
  // Nothing begins unless every system agrees.
  for await (const _ of planInSystems(account, username, projects, provisioners)) void _;
  for (const { name, username: store } of provisioners)
    if (store?.releaseUsername) yield `${name}: ${await store.releaseUsername(account)}`;
  for (const { name, username: store } of provisioners)
    if (store?.setUsername) yield `${name}: ${await store.setUsername(account, username)}`;
  await record(account, username, by, deps);
  yield `registry: ${account.username} → ${username}`;

  for (const { name } of provisioners.filter((each) => !each.username))
    yield renameByHand(name, account, username);

  const renamed = (await findFormerOrAccount(db, username)) ?? account;
  const left: string[] = [];
  for (const system of provisioners.filter((each) => each.username?.releaseUsername)) {
    for (const project of projects) {
      try {
        yield `${system.name}: ${(await ensureIn(system, renamed, project, { db, now })).summary}`;
      } catch (error) {
        left.push(`${system.name}, ${project.name}: ${describeForOperator(error)}`);
      }
    }
  }
  if (left.length > 0)
    throw new Failure(`${left.join("\n")}\nTo complete the change there, run acct reconcile --fix.`);
}

async function* planInSystems(
  account: Account,
  username: string,
  projects: readonly Project[],
  provisioners: readonly Provisioner[],
): AsyncGenerator<string> {
  for (const { name, username: store } of provisioners) {
    if (!store) {
      yield renameByHand(name, account, username);
      continue;
    }
    for (const line of await store.planUsername(account, username, projects)) yield `${name}: ${line}`;
  }
}

const renameByHand = (system: string, account: Account, username: string) =>
  `${system}: acct can't rename anyone there. Rename ${account.username} to ${username} there yourself.`;

async function record(
  account: Account,
  username: string,
  by: EventActor,
  { db, now }: ChangePersonDeps,
): Promise<void> {
  const old = account.username;
  await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    await changeUsername(tx, account, username);
    const note = `${old} → ${username}`;
    const event = { kind: "username-changed", actor: by.id, actorName: by.name, note } as const;
    await recordAccountEvent(tx, account, event, now());
    const { email, chatUser: user } = account;
    const told = linkMessages("username-changed", `${account.id}:${now().toISOString()}`, { old, username }, [
      email === null ? { name: fullName(account), user } : { name: fullName(account), email },
    ]);
    for (const message of told) await insertNotification(tx, message, now());
  });
}

async function readChange(
  who: string,
  username: string,
  { db, rules }: ChangePersonDeps,
): Promise<{ readonly account: Account; readonly projects: Project[] }> {
  const account = await findFormerOrAccount(db, who.toLowerCase());
  if (!account) throw new Failure(`There's no account called ${who}.`);
  if (account.removedAt)
    throw new Failure(
      `${account.username} was offboarded. To change the username, run acct resume ${account.username} first.`,
    );
  if (account.suspendedAt)
    throw new Failure(
      `${account.username} is suspended. To change the username, run acct resume ${account.username} first.`,
    );
  if (account.username === username) throw new Failure(`The account is already called ${username}.`);
  const shape = explainBadShape(username);
  if (shape) throw new Failure(`"${username}" can't be a username, because it ${shape}.`);
  const { reserved } = rules.usernames;
  if (isReservedUsername(username, reserved) || findLookAlike(username, reserved))
    throw new Failure(`${username} is a reserved name, or looks like one. Choose another one.`);
  const other = await findFormerOrAccount(db, username);
  if (other && other.id !== account.id)
    throw new Failure(`${username} is or was the username of ${fullName(other)}. Choose another one.`);
  const open = await findOpenByUsername(db, username, RESERVING_KINDS);
  if (open) throw new Failure(`Request ${open.id} asks for the username ${username}. Choose another one.`);
  return { account, projects: await listAccountProjects(db, account.id) };
}
