import { listAccountsOfPerson } from "../../db/accounts.ts";
import { findOwnerOfAccount, isOffboarded } from "../../db/deciders.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import { findProject } from "../../db/projects.ts";
import { Failure } from "../../failure/failure.ts";
import type { GroupOwner } from "../../provisioners/namespace.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { KnownDecider } from "./deciders.ts";

type OwnerDeps = Pick<PipelineDeps, "db" | "namespace">;

export interface FoundOwners {
  readonly deciders: readonly KnownDecider[];
  /** Why there may be others, in sentences for an admin. If it names no one, an admin decides. */
  readonly gaps: readonly string[];
  /** Set if the namespace is away, so that trying again may help. */
  readonly away?: Failure;
}

const NO_ONE: FoundOwners = { deciders: [], gaps: [] };

/**
 * Finds the people who decide for a project because they own its group. Someone with an account here is found by the ID of
 * their entry. Anyone else has the address in it, unless that belongs to another account. A namespace that is away, and an
 * owner who can't be found, leave it unknown.
 */
export async function findOwners(name: string, { db, namespace }: OwnerDeps): Promise<FoundOwners> {
  if (!namespace?.findGroupOwners) return NO_ONE;
  const project = await findProject(db, name);
  const externalId = project?.externalIds[namespace.name];
  try {
    const { owners, gaps } = await namespace.findGroupOwners({ name, externalId });
    const found = [];
    for (const owner of owners) found.push(await toDecider(owner, { db, namespace }));
    return {
      deciders: found.flatMap((one) => (one === undefined || typeof one === "string" ? [] : [one])),
      gaps: [...gaps, ...found.flatMap((one) => (typeof one === "string" ? [one] : []))],
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { deciders: [], gaps: [`${error.message}.`], away: error };
  }
}

/** Returns a sentence if it isn't known who the owner is, and undefined if they were offboarded. */
async function toDecider(
  { id, name, email }: GroupOwner,
  { db, namespace }: OwnerDeps,
): Promise<KnownDecider | string | undefined> {
  const system = namespace?.name ?? "";
  const known = await findOwnerOfAccount(db, system, id);
  if (known) {
    const { isOffboarded: gone, personId: _, ...person } = known;
    return gone ? undefined : { role: "pi", ...person };
  }
  if (email === undefined) return `The owner ${name} has no email address in ${system}.`;
  if (await isOffboarded(db, { email })) return undefined;
  const person = await findPersonBy(db, emailIdentity(email));
  const accounts = person ? await listAccountsOfPerson(db, person.id) : [];
  if (accounts.some(({ externalIds }) => externalIds[system] !== undefined))
    return `The address ${email} of the owner ${name} belongs to another account in ${system}.`;
  return { role: "pi", name, email, user: null };
}
