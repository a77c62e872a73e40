import {
  AndFilter,
  Attribute,
  Change,
  type Client,
  type Entry,
  EqualityFilter,
  type ResultCodeError,
} from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { PasswordRejectedError } from "../password-store.ts";
import { change, findAny, hasClass, text } from "./entries.ts";
import { errorText, hasResult, RESULT } from "./result-codes.ts";

/** MS-ADTS §2.2.16: the account is disabled. */
const ACCOUNTDISABLE = 2;
const UNWILLING = 53;
/** The Windows error of a password that the domain's policy forbids (MS-ERREF §2.2, ERROR_PASSWORD_RESTRICTION). */
const PASSWORD_RESTRICTION = /0000052D/i;

/** Whether this is a user of Active Directory who has no POSIX account, so that acct knows them only by their objectGUID. */
export const isAdUser = (entry: Entry): boolean =>
  hasClass(entry, "user") && !hasClass(entry, "computer") && !hasClass(entry, "posixAccount");

/** acct changes neither groups nor users of Active Directory, except for whether someone can log in, and their password. */
export function refuseAdUser(entry: Entry, todo: string): void {
  if (!isAdUser(entry)) return;
  throw new Failure(
    `${text(entry.sAMAccountName)} is a user of Active Directory without a POSIX account, whom acct can only find, lock, and give a password: ${todo}`,
    { lasts: true },
  );
}

/** Whether a group with the project's name has this user among its members. */
export async function isInGroup(
  client: Client,
  root: string,
  { dn }: Entry,
  { name }: { readonly name: string },
): Promise<boolean> {
  const filters = Object.entries({ member: dn, cn: name }).map(
    ([attribute, value]) => new EqualityFilter({ attribute, value }),
  );
  return (await findAny(client, root, [new AndFilter({ filters })], ["cn"])).length > 0;
}

/** Whether the account is disabled, by acct or by someone else: Active Directory has no place for a mark. */
export const isDisabled = (entry: Entry): boolean => (controlOf(entry) & ACCOUNTDISABLE) !== 0;

export async function setDisabled(client: Client, entry: Entry, isWanted: boolean): Promise<void> {
  const [before, control] = [controlOf(entry), controlOf(entry) & ~ACCOUNTDISABLE];
  const after = isWanted ? control | ACCOUNTDISABLE : control;
  if (after !== before)
    await client.modify(entry.dn, change("replace", "userAccountControl", [String(after)]));
}

/** Sets a password as an administrator, which needs an encrypted connection (MS-ADTS §3.1.1.3.1.5.1). */
export async function setUnicodePassword(client: Client, dn: string, password: string): Promise<void> {
  const value = Buffer.from(`"${password}"`, "utf16le");
  const modification = new Attribute({ type: "unicodePwd", values: [value] });
  try {
    await client.modify(dn, new Change({ operation: "replace", modification }));
  } catch (error) {
    const isForbidden =
      hasResult(error, RESULT.constraintViolation) ||
      (hasResult(error, UNWILLING) && PASSWORD_RESTRICTION.test((error as Error).message));
    if (!isForbidden) throw error;
    throw new PasswordRejectedError(errorText(error as ResultCodeError), { cause: error });
  }
}

const controlOf = (entry: Entry): number => Number(text(entry.userAccountControl) || 0);
