import { z } from "zod";
import { LoginRejectedError } from "../credentials/login-guard.ts";
import { Failure } from "../failure/failure.ts";
import type { WikiJson, WikiParams } from "./call-wiki.ts";
import { type BotPassword, type WikiServer, wikiName } from "./wiki-config.ts";

type Send = (params: WikiParams) => Promise<WikiJson>;

/** Reads a token (API:Tokens). */
export async function readToken(send: Send, type: "login" | "csrf"): Promise<string> {
  const tokens = z.looseObject({ query: z.looseObject({ tokens: z.record(z.string(), z.string()) }) });
  const { data } = tokens.safeParse(await send({ action: "query", meta: "tokens", type }));
  const token = data?.query.tokens[`${type}token`];
  if (token === undefined) throw new Failure(`The wiki gave no ${type} token: check wiki.apiUrl`);
  return token;
}

const answer = z.looseObject({
  login: z.looseObject({ result: z.string(), reason: z.unknown().optional() }),
});

/** Logs in with a bot password (API:Login), whose session is in the cookies. Throws a `LoginRejectedError`. */
export async function logIn(
  server: Pick<WikiServer, "apiUrl">,
  { user, password }: BotPassword,
  send: Send,
): Promise<void> {
  const lgtoken = await readToken(send, "login");
  const { data } = answer.safeParse(
    await send({ action: "login", lgname: user, lgpassword: password, lgtoken }),
  );
  if (!data) throw new Failure(`${wikiName(server)} didn't answer the login: check wiki.apiUrl`);
  const { result, reason } = data.login;
  if (result === "Success") return;
  if (result === "NeedToken" || result === "WrongToken") {
    throw new Failure(
      `${wikiName(server)} lost acct's cookies during the login: check that a proxy passes them on`,
    );
  }
  throw new LoginRejectedError(
    `${wikiName(server)} rejected the login of ${user} (${result}): create a new bot password on Special:BotPasswords and set MEDIAWIKI_BOT_USER and MEDIAWIKI_BOT_PASSWORD`,
    // After too many wrong passwords, the wiki rejects even the right one for some minutes.
    { locked: /too many/i.test(String(reason)) },
  );
}
