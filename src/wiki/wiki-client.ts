import { setTimeout as delay } from "node:timers/promises";
import { type LoginGuards, LoginRejectedError, noGuards } from "../credentials/login-guard.ts";
import { callWiki, type WikiJson, type WikiParams } from "./call-wiki.ts";
import { cookieJar } from "./cookie-jar.ts";
import { logIn, readToken } from "./log-in.ts";
import { newNonce, signRequest } from "./sign-request.ts";
import { type WikiServer, wikiName } from "./wiki-config.ts";
import { isLoggedOut, isRefusedToken, WikiBusyError, WikiError } from "./wiki-error.ts";

export interface WikiClient {
  /** Reads as our account. */
  query(params: WikiParams): Promise<WikiJson>;
  /** Changes something with a token against forged requests. It is sent again only if the wiki says that it did nothing. */
  change(params: WikiParams): Promise<WikiJson>;
}

export interface WikiClientOptions {
  readonly guards?: LoginGuards;
  readonly now: () => Date;
  /** Ends a wait for a busy wiki. */
  readonly signal?: AbortSignal;
}

/** Seconds by which the wiki's databases may lag behind, as its manual asks robots to say (Manual:Maxlag parameter). */
const MAX_LAG = "5";
const MAX_WAITS = 3;
/** The manual's least wait, for an answer without `Retry-After`. */
const WAIT_MS = 5000;
/** A longer wait is left to the next pass. */
const LONGEST_WAIT_MS = 60_000;

/** Speaks the action API with a bot password or OAuth. It keeps its own cookies, and gives back those that the wiki sets. */
export function wikiClient(
  server: WikiServer,
  { guards = noGuards, now, signal }: WikiClientOptions,
): WikiClient {
  const { credential, bot } = server;
  const cookies = cookieJar();
  const guard =
    credential.kind === "bot"
      ? guards("MediaWiki", [server.apiUrl, credential.user, credential.password])
      : undefined;
  let isLoggedIn = false;
  let token: string | undefined;

  /** Each attempt is signed again, because the wiki accepts a signature once. */
  function sendOnce(params: WikiParams): Promise<WikiJson> {
    const form = new URLSearchParams({ ...params, format: "json", formatversion: "2", maxlag: MAX_LAG });
    if (credential.kind === "bot") return callWiki(server, { form, cookies });
    const moment = { timestamp: Math.floor(now().getTime() / 1000), nonce: newNonce() };
    const request = { method: "POST", url: server.apiUrl, form };
    return callWiki(server, { form, cookies, authorization: signRequest(request, credential, moment) });
  }

  async function send(params: WikiParams): Promise<WikiJson> {
    for (let waits = 0; ; waits++) {
      try {
        return await sendOnce(params);
      } catch (error) {
        if (error instanceof WikiError && isRefusedToken(error)) throw new LoginRejectedError(error.message);
        const waitMs = waitFor(error);
        if (waitMs === undefined) throw error;
        if (waits === MAX_WAITS || waitMs > LONGEST_WAIT_MS)
          throw new WikiBusyError(`${wikiName(server)} is too busy for robots at the moment`, waitMs);
        await delay(waitMs, undefined, signal ? { signal } : {});
      }
    }
  }

  async function ensureLogin(): Promise<void> {
    if (credential.kind !== "bot" || isLoggedIn || !guard) return;
    token = undefined;
    cookies.clear();
    await guard(() => logIn(server, credential, send));
    isLoggedIn = true;
  }

  /** Asserts who we are: otherwise a wiki would treat an ended session as someone who isn't logged in. */
  async function sendAsUs(params: WikiParams): Promise<WikiJson> {
    await ensureLogin();
    const asserted = { ...params, assert: bot ? "bot" : "user" };
    try {
      return await send(asserted);
    } catch (error) {
      if (!(error instanceof WikiError && isLoggedOut(error)) || credential.kind !== "bot") throw error;
      isLoggedIn = false;
      await ensureLogin();
      return send(asserted);
    }
  }

  async function sendWithToken(params: WikiParams): Promise<WikiJson> {
    token ??= await readToken(sendAsUs, "csrf");
    return sendAsUs({ ...params, token });
  }

  return {
    query: (params) => sendAsUs({ action: "query", ...params }),
    async change(params) {
      try {
        return await sendWithToken(params);
      } catch (error) {
        if (!(error instanceof WikiError) || error.code !== "badtoken") throw error;
        token = undefined;
        return sendWithToken(params);
      }
    },
  };
}

/** How long to wait until the same call may be sent again, in which nothing was done; undefined for other errors. */
function waitFor(error: unknown): number | undefined {
  if (error instanceof WikiBusyError) return error.waitMs ?? WAIT_MS;
  if (error instanceof WikiError && error.code === "maxlag") return error.waitMs ?? WAIT_MS;
  return undefined;
}
