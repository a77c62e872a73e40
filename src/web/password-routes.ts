import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../log.ts";
import {
  type Choosing,
  type Chosen,
  choosePassword,
  type LinkState,
  lookAtLink,
} from "../pipeline/choose-password.ts";
import { isBrowser, sendHtml, sendWords } from "./answer.ts";
import { checkChoice, type Fault } from "./check-choice.ts";
import { fieldText } from "./field-text.ts";
import { formFields, takeAnyBody } from "./form-fields.ts";
import { forgetLink, keepLink, keptLink } from "./link-cookie.ts";
import { type PasswordForm, passwordPage, type Site, wordsPage } from "./pages.ts";
import type { Resetting } from "./reset-routes.ts";
import { ANSWERS, type Dead } from "./setpass-answers.ts";
import { chooseWords } from "./words/choose-words.ts";
import type { Words } from "./words/words.ts";

const MAX_LENGTH = 256;
const TRIES_A_MINUTE = 60;

export interface PasswordPage {
  /** Undefined: nobody can be asked for a new link. */
  readonly resetting: Pick<Resetting, "confirming"> | undefined;
  readonly site: Site;
  readonly choosing: Choosing;
  /** Characters that a password of an account in the registry has at least. */
  readonly minLength: number;
  /** What the systems want, in the site's words. */
  readonly rules: string | undefined;
  readonly isHttps: boolean;
  readonly log: Log;
}

/**
 * The page behind a link, at `/password` and, as setpass had it, at `/`. A browser gets pages and is led to an address
 * without the token; a program gets setpass's plain words. Works without JavaScript; a GET changes nothing.
 */
export async function passwordRoutes(app: FastifyInstance, page: PasswordPage): Promise<void> {
  takeAnyBody(app);
  const { site, choosing, isHttps, log } = page;
  const tokens = new WeakMap<FastifyRequest, string>();
  /** Besides the limit for each address: one link is nobody's to try from many. */
  const countTry = app.createRateLimit({
    max: TRIES_A_MINUTE,
    timeWindow: "1 minute",
    keyGenerator: (request) => tokens.get(request) ?? "",
  });

  for (const path of ["/", "/password"]) {
    app.get<Query>(path, async (request, reply) => {
      const token = fieldText(request.query.token);
      if (!isBrowser(request)) {
        return token === ""
          ? sendWords(reply, 404, ANSWERS.unknown.words)
          : sendHtml(reply, 200, passwordPage(site, wordsFor(request), formOf(token, await look(token))));
      }
      if (token !== "") {
        keepLink(reply, token, isHttps);
        return reply.redirect("/password", 303);
      }
      const kept = keptLink(request);
      if (path === "/" || kept === undefined) return showDead(request, reply, "no-cookie", "");
      return show(request, reply, kept);
    });

    app.post<Query>(path, async (request, reply) => {
      const fields = await formFields(request.body, request.headers["content-type"]);
      const token = path === "/" ? fieldText(request.query.token) : (fields.token ?? "");
      await countTryWith(token, request);
      const { pin, password, confirm_password: confirm } = fields;
      const isSetpass = path === "/";
      if (password === undefined || confirm === undefined || (isSetpass && pin === undefined)) {
        return sendHtml(reply, 400, "<title>400 Bad Request</title><h1>Bad Request</h1>");
      }
      const form = formOf(token, await look(token));
      // A browser sends no PIN when the link asks for none, and an empty one is as wrong as any other.
      const typed = { token, pin: isSetpass ? pin : undefined, password, confirm };
      const fault = checkChoice(typed, wordsFor(request), form);
      if (fault) return again(request, reply, token, 400, fault);
      // setpass took PINs as they were, whatever they were.
      const choice = { token, pin: isSetpass ? (pin ?? "") : (pin ?? "").trim(), password };
      return answer(request, reply, token, await choosePassword(choice, choosing));
    });
  }

  async function answer(request: FastifyRequest, reply: FastifyReply, token: string, chosen: Chosen) {
    const { problem, done } = wordsFor(request);
    switch (chosen.kind) {
      case "set": {
        if (!isBrowser(request)) return sendWords(reply, 200, "Password set.");
        forgetLink(reply, isHttps);
        const { title, logIn, later } = done;
        const lines = [
          logIn(chosen.username),
          ...(chosen.later.length > 0 ? [later(chosen.later.join(", "))] : []),
        ];
        return sendHtml(reply, 200, wordsPage(site, wordsFor(request), { title, lines }));
      }
      case "wrong-pin": {
        if (chosen.left === 0 && isBrowser(request)) return showDead(request, reply, "locked", token);
        const fault = { words: "Wrong pin", problems: { pin: problem.wrongPin(chosen.left) } };
        return again(request, reply, token, 403, fault);
      }
      case "refused": {
        const why = problem.refused(chosen.by, chosen.why);
        const text = chosen.taken.length > 0 ? `${why} ${problem.taken(chosen.taken.join(", "))}` : why;
        return again(request, reply, token, 400, { words: text, problems: { password: text } });
      }
      case "unreachable":
        log.error({ err: chosen.error }, "a password could not be set");
        return showDead(request, reply, chosen.kind, token);
      default:
        return showDead(request, reply, chosen.kind, token);
    }
  }

  /** The form once more, with what was wrong beside each field; for a program, words. */
  async function again(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    status: number,
    { words, problems }: Fault,
  ) {
    if (!isBrowser(request)) return sendWords(reply, status, words);
    return show(request, reply, token, { status, problems });
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    but?: { readonly status: number; readonly problems: NonNullable<PasswordForm["problems"]> },
  ) {
    const state = await look(token);
    if (state.kind !== "open") return showDead(request, reply, state.kind, token);
    const form = { ...formOf(token, state), ...(but ? { problems: but.problems } : {}) };
    return sendHtml(reply, but?.status ?? 200, passwordPage(site, wordsFor(request), form));
  }

  /** Says why the link is worth nothing, and offers a new one where we know by ourselves whose it is. */
  async function showDead(request: FastifyRequest, reply: FastifyReply, kind: Dead, token: string) {
    const { status, words: plain } = ANSWERS[kind];
    if (!isBrowser(request)) return sendWords(reply, status, plain);
    const words = wordsFor(request);
    const { title, line } = words.dead[kind];
    const state = token === "" ? undefined : await look(token);
    const isGood = kind === "busy" || kind === "unreachable";
    const renewable =
      !isGood && kind !== "already-set" && page.resetting?.confirming !== undefined && isRenewable(state);
    const { offer, submit, ask } = words.renew;
    const elsewhere = page.resetting && { href: "/reset", label: ask };
    const next = isGood ? { href: "/password", label: words.page.title } : elsewhere;
    return sendHtml(
      reply,
      status,
      wordsPage(site, words, {
        title,
        lines: renewable ? [line, offer] : [line],
        offer: renewable ? { action: "/password/again", token, submit } : undefined,
        link: renewable || kind === "already-set" ? undefined : next,
      }),
    );
  }

  /**
   * What the form of this link asks for; one that is worth nothing asks for everything, as setpass's form did. The
   * length is ours to judge for accounts of ours alone.
   */
  function formOf(token: string, state: LinkState): PasswordForm {
    const { username, asksPin } = state.kind === "open" ? state : { username: undefined, asksPin: true };
    return {
      token,
      username,
      asksPin,
      minLength: username === undefined ? undefined : page.minLength,
      maxLength: MAX_LENGTH,
      rules: page.rules,
    };
  }

  const look = (token: string) => lookAtLink(token, choosing);

  async function countTryWith(token: string, request: FastifyRequest): Promise<void> {
    if (token === "") return;
    tokens.set(request, token);
    const tries = await countTry(request);
    if (!tries.isAllowed && tries.isExceeded) {
      throw Object.assign(new Error("too many tries with one link"), { statusCode: 429 });
    }
  }

  function wordsFor({ headers }: FastifyRequest): Words {
    return chooseWords(headers["accept-language"], site.language);
  }
}

const isRenewable = (state: LinkState | undefined) =>
  state !== undefined && "renewable" in state && state.renewable;

interface Query {
  Querystring: Record<string, unknown>;
}
