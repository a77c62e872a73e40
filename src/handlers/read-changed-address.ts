import { findPersonById } from "../db/people.ts";
import type { Person } from "../db/tables/people.ts";
import { otherAddresses } from "../pipeline/people/other-addresses.ts";
import { type HandlerContext, UserError } from "./handler.ts";

/**
 * Reads whom and which address a button is about, and looks again whether the chat or the directory shows that address now. Throws
 * a `UserError` if not.
 */
export async function readChangedAddress(
  mark: string,
  context: HandlerContext,
): Promise<{ readonly person: Person; readonly address: string }> {
  const [, id, address = ""] = /^(\d{1,9}) (\S+)$/.exec(mark) ?? [];
  const person = id === undefined ? undefined : await findPersonById(context.db, Number(id));
  const shown = person ? await otherAddresses(person, context) : [];
  if (person && shown.some((each) => each.address === address)) return { person, address };
  throw new UserError("This has been decided, or the address has changed again.");
}
