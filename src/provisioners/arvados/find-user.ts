import type { ArvadosUser } from "../../arvados/arvados.ts";
import { clusterOf, isUuid } from "../../arvados/uuid.ts";
import { externalIdIn, NameConflictError, RenewedIdError } from "../provisioner.ts";
import type { ArvadosSite, PersonRef } from "./arvados-site.ts";
import { findKept } from "./joined.ts";

export const ARVADOS = "Arvados";

/**
 * Finds a person's account: by the UUID that acct knows, or as Arvados recognizes people when they sign in (`User.register` in
 * services/api/app/models/user.rb): by their login at the identity provider, then by their address in any case, then by their other
 * confirmed addresses. Throws `NameConflictError` if several accounts fit, and `RenewedIdError` if the account that acct knows is gone,
 * and another one fits. Changes nothing.
 */
export async function findUser(
  { arvados }: Pick<ArvadosSite, "arvados">,
  account: PersonRef,
): Promise<ArvadosUser | undefined> {
  const id = externalIdIn(account, ARVADOS);
  const known = id !== undefined && isUuid(id, "user") ? await arvados.findUser(id) : undefined;
  if (known) return known;
  const { users, by } = await findRecognized(arvados, account);
  const [first, ...others] = users;
  if (others.length > 0 && first)
    throw new NameConflictError(
      `Arvados has ${users.length} accounts with ${by}: ${users.map(describeUser).join(", ")}. Merge them with acct arvados merge, or change the address of one`,
    );
  if (!first || id === undefined) return first;
  // When two people became one, both accounts got one address.
  if (await findJoined({ arvados }, account)) return undefined;
  throw new RenewedIdError(
    `The Arvados account of ${account.username} was created again or merged: acct knows the UUID ${id}, and ${describeUser(first)} has ${by} now. If it is the same person, decide so with acct adopt`,
  );
}

interface Recognized {
  readonly users: readonly ArvadosUser[];
  /** "the address amy@example.org" */
  readonly by: string;
}

async function findRecognized(
  arvados: ArvadosSite["arvados"],
  { email, otherEmails = [], logins = [] }: PersonRef,
): Promise<Recognized> {
  const urls = logins.flatMap(identityUrlsOf);
  if (urls.length > 0) {
    const users = await arvados.findByIdentity(urls);
    if (users.length > 0) return { users, by: "the person's login" };
  }
  const addressed = email === null ? [] : await arvados.findByAddress(email);
  if (addressed.length > 0) return { users: addressed, by: `the address ${email}` };
  const users = (await Promise.all(otherEmails.map((address) => arvados.findByAddress(address)))).flat();
  return { users, by: `the person's other addresses (${otherEmails.join(", ")})` };
}

/** What `identity_url` can be for a login: a subject that is a URL, or the subject below the issuer. */
function identityUrlsOf(login: string): string[] {
  const [issuer = ""] = login.split(" ", 1);
  const subject = login.slice(issuer.length + 1);
  return subject === "" ? [] : [subject, `${issuer.replace(/\/$/, "")}/${subject}`];
}

/** The account of which this person's former one is another name by now. Undefined if acct hasn't joined them. */
export async function findJoined(
  site: Pick<ArvadosSite, "arvados">,
  account: PersonRef,
): Promise<ArvadosUser | undefined> {
  const former = externalIdIn(account, ARVADOS);
  return former !== undefined && isUuid(former, "user") ? findKept(site, former) : undefined;
}

/** "the account of asmith2 is another name of asmith (…) permanently" */
export const describeJoined = (user: ArvadosUser, { username }: Pick<PersonRef, "username">): string =>
  `the account of ${username} is another name of ${describeUser(user)} permanently`;

export const describeUser = ({ username, uuid }: ArvadosUser): string =>
  username === "" ? uuid : `${username} (${uuid})`;

/** "account asmith2 of asmith" */
export const accountOf = (user: ArvadosUser, { username }: Pick<PersonRef, "username">): string =>
  `account ${user.username === "" ? user.uuid : user.username} of ${username}`;

/** The cluster that an account belongs to, if neither this one nor its login cluster. Only that cluster changes it. */
export async function homeElsewhere(
  { arvados }: Pick<ArvadosSite, "arvados">,
  { uuid }: ArvadosUser,
): Promise<string | undefined> {
  const { id, loginCluster } = await arvados.cluster();
  const home = clusterOf(uuid);
  return home === id || home === loginCluster ? undefined : home;
}
