import { findFormerOrAccount, listAccountsOfPerson } from "../../db/accounts.ts";
import type { Db } from "../../db/client.ts";
import { findPerson } from "../../db/find-person.ts";
import { KINDS, VALID_LINK_STATES } from "../../db/names.ts";
import { findPersonById, listIdentities } from "../../db/people.ts";
import { findOpenByUsername, listByEmail } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { WhySubject } from "./subject.ts";

/** What acct knows of the owner of an account, also of one that was offboarded. */
export async function subjectOf(db: Db, account: Account, project?: string): Promise<WhySubject> {
  return subjectOfPerson(db, account.personId, account, project);
}

/**
 * Finds someone by a username, an address, or a user in the chat, also if they have no account, but have requested one. Undefined if acct
 * knows nothing of them.
 */
export async function findSubject(db: Db, who: string, project?: string): Promise<WhySubject | undefined> {
  const name = who.toLowerCase();
  const account = await findFormerOrAccount(db, name);
  if (account) return subjectOf(db, account, project);
  const person = await findPerson(db, who);
  if (person) {
    const accounts = await listAccountsOfPerson(db, person.id);
    const current = accounts.find(({ removedAt }) => removedAt === null) ?? accounts.at(-1);
    return subjectOfPerson(db, person.id, current, project);
  }
  const kinds = KINDS.filter((kind) => REQUEST_KINDS[kind].createsAccount);
  const request = name.includes("@")
    ? (await Promise.all(kinds.map((kind) => listByEmail(db, kind, name)))).flat()[0]
    : await findOpenByUsername(db, name, kinds);
  if (!request) return undefined;
  const { email } = request;
  return { account: undefined, personId: undefined, users: [], emails: [email.toLowerCase()], project };
}

async function subjectOfPerson(
  db: Db,
  personId: number,
  account: Account | undefined,
  project: string | undefined,
): Promise<WhySubject> {
  const person = await findPersonById(db, personId);
  const valid = (await listIdentities(db, personId)).filter(({ state }) =>
    VALID_LINK_STATES.some((one) => one === state),
  );
  const valuesOf = (wanted: string) => valid.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  const emails = [...valuesOf("email"), ...(person?.email ? [person.email.toLowerCase()] : [])];
  return { account, personId, users: valuesOf("chat"), emails: [...new Set(emails)], project };
}
