import type { Values } from "../chat/interaction.ts";
import { readEmailAddress } from "../view/email-address.ts";
import type { HandlerContext } from "./handler.ts";
import { findPiAddress } from "./resolve-pi.ts";

/**
 * Explains that a form names two people, because the address that was typed is not the one of the person who was chosen. Undefined if it names
 * one person, or if the person's address isn't known, so that the typed one may be theirs.
 */
export async function denyTwoPeople(
  { person, mail = "" }: Values,
  context: Pick<HandlerContext, "db" | "now" | "chat">,
): Promise<string | undefined> {
  if (!person || mail.trim() === "") return undefined;
  const known = await findPiAddress(await context.chat.getUser(person), context);
  const read = readEmailAddress(mail);
  const isTheirs = "address" in read && known?.toLowerCase() === read.address.toLowerCase();
  return known === undefined || isTheirs ? undefined : NOT_BOTH;
}

const NOT_BOTH =
  "This isn't the address of the person you chose. Choose a person or enter an address, not both.";
