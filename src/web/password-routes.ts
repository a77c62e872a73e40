import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Chosen, choosePassword } from "../pipeline/choose-password.ts";
import { isBrowser, sendHtml, sendWords } from "./answer.ts";
import { checkChoice } from "./check-choice.ts";
import { fieldText } from "./field-text.ts";
import { formFields, takeAnyBody } from "./form-fields.ts";
import { forgetLink, keepLink, keptLink } from "./link-cookie.ts";
import { passwordPage, wordsPage } from "./pages.ts";
import { type PasswordPage, passwordView } from "./password-view.ts";
import { ANSWERS } from "./setpass-answers.ts";

const TRIES_A_MINUTE = 60;

/**
 * The page behind a link, at `/password` and, as setpass had it, at `/`. A browser gets pages and is led to an address
 * without the token; a program gets setpass's plain words. Works without JavaScript; a GET changes nothing.
 */
export async function passwordRoutes(app: FastifyInstance, page: PasswordPage): Promise<void> {
  takeAnyBody(app);
  const { site, choosing, isHttps, log } = page;
  const { wordsFor, look, formOf, show, showAgain, showDead } = passwordView(page);
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
        keepLink(reply, "password", token, isHttps);
        return reply.redirect("/password", 303);
      }
      const kept = keptLink(request, "password", isHttps);
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
      // No PIN is not a missing field here: a link that asks for none gets none, and to any other it is a wrong one.
      const typed = { token, pin: isSetpass ? pin : undefined, password, confirm };
      const fault = checkChoice(typed, wordsFor(request), form);
      if (fault) return showAgain(request, reply, token, 400, fault);
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
        forgetLink(reply, "password", isHttps);
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
        return showAgain(request, reply, token, 403, fault);
      }
      case "refused": {
        const why = problem.refused(chosen.by, chosen.why);
        const text = chosen.taken.length > 0 ? `${why} ${problem.taken(chosen.taken.join(", "))}` : why;
        return showAgain(request, reply, token, 400, { words: text, problems: { password: text } });
      }
      case "denied":
      case "unreachable":
        log.error({ err: chosen.error }, "a password could not be set");
        return showDead(request, reply, chosen.kind, token);
      default:
        return showDead(request, reply, chosen.kind, token);
    }
  }

  async function countTryWith(token: string, request: FastifyRequest): Promise<void> {
    if (token === "") return;
    tokens.set(request, token);
    const tries = await countTry(request);
    if (!tries.isAllowed && tries.isExceeded) {
      throw Object.assign(new Error("too many tries with one link"), { statusCode: 429 });
    }
  }
}

interface Query {
  Querystring: Record<string, unknown>;
}
