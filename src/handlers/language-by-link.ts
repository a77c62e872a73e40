import { findAccountById } from "../db/accounts.ts";
import { findLinkByToken } from "../db/password-links.ts";
import { findReset } from "../db/password-resets.ts";
import { findPersonById } from "../db/people.ts";
import { keepRequestLanguage, setPersonLanguage } from "../db/reader-languages.ts";
import { hashToken } from "../pipeline/passwords/password-token.ts";
import type { Purpose } from "../pipeline/secrets/signed-token.ts";
import { verifyLink } from "./by-link.ts";
import type { HandlerContext } from "./handler.ts";

const PURPOSES: Readonly<Record<string, Purpose>> = {
  "/request": "request",
  "/agreements": "request",
  "/decide": "decide",
  "/confirm": "confirm",
};

/**
 * Keeps the language of the person to whom the link of a page was sent: for their request, unless it has one, and in the
 * registry. Does nothing for a link that doesn't work.
 */
export async function keepLanguageByLink(
  page: string,
  token: string,
  language: string,
  context: Pick<HandlerContext, "db" | "secretKey" | "now">,
): Promise<void> {
  const { db } = context;
  const purpose = PURPOSES[page];
  if (!purpose) return keepForAccount(page, token, language, context);
  const verified = await verifyLink(token, purpose, context);
  if (verified.kind !== "verified") return;
  const { request, actor } = verified;
  if (purpose !== "decide") await keepRequestLanguage(db, request.id, language);
  await setPersonLanguage(db, { email: actor.email }, language);
}

async function keepForAccount(
  page: string,
  token: string,
  language: string,
  { db }: Pick<HandlerContext, "db">,
): Promise<void> {
  const find = page === "/password" ? findLinkByToken : findReset;
  const found = await find(db, hashToken(token));
  const account = found?.accountId ? await findAccountById(db, found.accountId) : undefined;
  const person = account && (await findPersonById(db, account.personId));
  if (person?.email) await setPersonLanguage(db, { email: person.email }, language);
}
