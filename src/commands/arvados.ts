import { nameOf } from "../arvados/agreement-calls.ts";
import type { ArvadosUser } from "../arvados/arvados.ts";
import { isUuid } from "../arvados/uuid.ts";
import { findFormerOrAccount, findFormerOrAccountByEmail } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import type { Db } from "../db/client.ts";
import { recordExternalId } from "../db/external-ids.ts";
import type { Account } from "../db/tables/accounts.ts";
import { Failure } from "../failure/failure.ts";
import { type EventActor, eventBy } from "../pipeline/engine/changes.ts";
import { readState } from "../provisioners/arvados/account-state.ts";
import { findUnsigned } from "../provisioners/arvados/agreements.ts";
import type { ArvadosSite } from "../provisioners/arvados/arvados-site.ts";
import { countBelongings } from "../provisioners/arvados/count-belongings.ts";
import { createUser } from "../provisioners/arvados/create-user.ts";
import { bringIntoUse, describeElsewhere, getUser } from "../provisioners/arvados/ensure-account.ts";
import { ARVADOS, accountOf, describeUser, findUser } from "../provisioners/arvados/find-user.ts";
import { checkHandOver, handOver } from "../provisioners/arvados/hand-over.ts";
import { mergePerson } from "../provisioners/arvados/merge-person.ts";
import { planAccount } from "../provisioners/arvados/plan-account.ts";
import { refuseSpecial } from "../provisioners/arvados/refuse-special.ts";
import { suspendUser } from "../provisioners/arvados/suspension.ts";
import { activateAccount } from "../provisioners/arvados/system-agreements.ts";
import type { AccountRef, Person } from "../provisioners/provisioner.ts";

export interface ArvadosTools {
  readonly db: Db;
  /** Who runs the command, for the audit log. */
  readonly by: EventActor;
  readonly site: ArvadosSite;
  readonly now: () => Date;
}

/** What a command says, for people as a sentence and for scripts with the rest. */
export interface ArvadosLine {
  readonly text: string;
  readonly [detail: string]: unknown;
}

type Who = Pick<Person, "username" | "email" | "externalIds" | "givenName" | "familyName"> & {
  /** Whether acct knows the person, so that it may create an account. */
  readonly isKnown: boolean;
  /** Their account in acct's registry, if there is one. */
  readonly account?: Account;
};

/** Finds who is meant: a username or an address that acct knows, an address in Arvados, or a UUID there. */
async function resolve(text: string, { db, site }: ArvadosTools): Promise<Who> {
  if (isUuid(text, "user")) {
    const user = await site.arvados.findUser(text);
    if (!user) throw new Failure(`Arvados has no user ${text}`);
    const { username, email, firstName: givenName, lastName: familyName } = user;
    const externalIds = { [ARVADOS]: text };
    return {
      username: username || text,
      email: email || null,
      externalIds,
      givenName,
      familyName,
      isKnown: false,
    };
  }
  const isAddress = text.includes("@");
  const account = await (isAddress ? findFormerOrAccountByEmail(db, text) : findFormerOrAccount(db, text));
  if (account) return { ...account, account, isKnown: account.removedAt === null };
  if (!isAddress)
    throw new Failure(`acct knows no one called ${text}: give an address, or a UUID of Arvados`);
  return { username: text, email: text, givenName: "", familyName: "", isKnown: false };
}

/** Shows what `setUpByHand` would do. */
export async function planSetup(text: string, tools: ArvadosTools): Promise<ArvadosLine[]> {
  const who = await resolve(text, tools);
  if (!who.isKnown) await getUser(tools.site, who);
  const { lines } = await planAccount(tools.site, who);
  return lines.map((line) => ({ ...line, text: `${line.isNew ? "new: " : ""}${line.text}` }));
}

/** Sets an account up and activates it unless something is to be signed, also if someone took it out of use in Arvados. */
export async function setUpByHand(text: string, tools: ArvadosTools): Promise<ArvadosLine[]> {
  const { site } = tools;
  const who = await resolve(text, tools);
  const found = await findUser(site, who);
  const elsewhere = await describeElsewhere(site, who, found);
  if (elsewhere !== undefined) throw new Failure(elsewhere, { lasts: true });
  if (!found && !who.isKnown) await getUser(site, who);
  const state = await readState(site, found ?? (await createUser(site, who)));
  if (state.mark)
    throw new Failure(
      `${accountOf(state.user, who)} was suspended by acct: run acct resume ${who.username}`,
      { lasts: true },
    );
  const { state: after, summary } = await bringIntoUse(site, state, who);
  await record(who, summary, tools);
  return [{ text: summary, ...detailsOf(after.user) }];
}

export async function planActivation(text: string, tools: ArvadosTools): Promise<ArvadosLine[]> {
  const who = await resolve(text, tools);
  const user = await getUser(tools.site, who);
  if (user.isActive) return [{ text: `${accountOf(user, who)} is active`, ...detailsOf(user) }];
  const unsigned = await findUnsigned(tools.site, user);
  return unsigned.length === 0
    ? [{ text: `${accountOf(user, who)} would become active`, ...detailsOf(user) }]
    : unsigned.map((agreement) => ({
        text: `not signed: ${nameOf(agreement)}`,
        agreement: agreement.uuid,
        ...detailsOf(user),
      }));
}

export async function activateByHand(text: string, tools: ArvadosTools): Promise<ArvadosLine[]> {
  const who = await resolve(text, tools);
  const summary = await activateAccount(tools.site, who as AccountRef & Who);
  await record(who, summary, tools);
  return [{ text: summary, ...detailsOf(await getUser(tools.site, who)) }];
}

export async function planUnsetup(text: string, tools: ArvadosTools): Promise<ArvadosLine[]> {
  const who = await resolve(text, tools);
  const user = await getUser(tools.site, who);
  await refuseSpecial(tools.site, user);
  const account = accountOf(user, who);
  return [
    {
      text: `${account} would be out of use: its tokens, SSH keys, permissions, shares, and signatures would end`,
      ...detailsOf(user),
    },
    ...(user.isAdmin ? [{ text: `${account} is an admin of the cluster, and would be none anymore` }] : []),
    ...(await owns(user, tools)),
  ];
}

export async function unsetUpByHand(text: string, tools: ArvadosTools): Promise<ArvadosLine[]> {
  const who = await resolve(text, tools);
  const user = await getUser(tools.site, who);
  const summary = await suspendUser(tools.site, await readState(tools.site, user), who);
  await record(who, summary, tools);
  return [{ text: summary, ...detailsOf(await getUser(tools.site, who)) }];
}

export interface MergeOptions {
  readonly from: string;
  readonly to: string;
  /** Whether both accounts are of one person. */
  readonly redirect: boolean;
}

export async function planMerge(
  { from, to, redirect }: MergeOptions,
  tools: ArvadosTools,
): Promise<ArvadosLine[]> {
  const { pair } = await resolvePair(from, to, tools);
  await checkHandOver(tools.site, pair);
  const [old, kept] = [describeUser(pair.from), describeUser(pair.to)];
  const text = redirect
    ? `${old} would become another name of ${kept}, with its tokens and SSH keys, and can't be split off again`
    : `what ${old} owns would be in a new project of ${kept}; the tokens, SSH keys, logins, and memberships of ${old} would end`;
  return [{ text, from: pair.from.uuid, to: pair.to.uuid }, ...(await owns(pair.from, tools))];
}

export async function mergeByHand(
  { from, to, redirect }: MergeOptions,
  tools: ArvadosTools,
): Promise<ArvadosLine[]> {
  const { people, pair } = await resolvePair(from, to, tools);
  // Arvados doesn't show an account anymore that was joined with another one, so acct has to know by then which one it was.
  if (redirect) await recordUser(pair.from, people[0], tools);
  const text = await (redirect ? mergePerson : handOver)(tools.site, pair);
  for (const who of people) await record(who, text, tools);
  return [{ text, from: pair.from.uuid, to: pair.to.uuid }];
}

async function resolvePair(from: string, to: string, tools: ArvadosTools) {
  const people = [await resolve(from, tools), await resolve(to, tools)] as const;
  const pair = { from: await getUser(tools.site, people[0]), to: await getUser(tools.site, people[1]) };
  return { people, pair };
}

async function recordUser({ uuid, username }: ArvadosUser, { account }: Who, { db, now }: ArvadosTools) {
  if (!account) return;
  await recordExternalId(db, { accountId: account.id }, { system: ARVADOS, id: uuid, name: username }, now());
}

/** Adds to the history of whom acct knows what was changed, and by whom. */
async function record({ account }: Who, note: string, { db, by, now }: ArvadosTools) {
  if (account)
    await recordAccountEvent(db, account, eventBy(by, "changed-in-system", `Arvados: ${note}`), now());
}

async function owns(user: ArvadosUser, { site }: ArvadosTools): Promise<ArvadosLine[]> {
  const belongings = await countBelongings(site, user);
  return belongings.map((each) => ({
    text: `${describeUser(user)} has ${each.what} (${each.count})`,
    ...each,
  }));
}

/** Lists what has to be signed, or which of it someone has signed. Changes nothing. */
export async function listAgreements(text: string | undefined, tools: ArvadosTools): Promise<ArvadosLine[]> {
  const { site } = tools;
  const required = await site.arvados.listAgreements();
  if (required.length === 0) return [{ text: "Nothing has to be signed." }];
  const user = text === undefined ? undefined : await getUser(site, await resolve(text, tools));
  const unsigned = user && new Set((await findUnsigned(site, user)).map(({ uuid }) => uuid));
  return required.map((agreement) => {
    const details = { agreement: agreement.uuid, name: agreement.name };
    if (!unsigned) return { text: nameOf(agreement), ...details };
    const isSigned = !unsigned.has(agreement.uuid);
    return { text: `${nameOf(agreement)}: ${isSigned ? "signed" : "not signed"}`, ...details, isSigned };
  });
}

const detailsOf = ({ uuid, username, isActive, isInvited }: ArvadosUser) => ({
  uuid,
  username,
  isActive,
  isInvited,
});
