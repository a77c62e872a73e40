import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hashToken } from "../pipeline/passwords/password-token.ts";
import { type SetPasswordResult, setPasswordByLink } from "../pipeline/passwords/set-password-by-link.ts";
import { isBrowser, sendBadRequest, sendHtml, sendWords } from "./answer.ts";
import { checkPasswordForm } from "./check-password-form.ts";
import { fieldText } from "./field-text.ts";
import { formFields, takeAnyBody } from "./form-fields.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { frontPage, loginLines, loginLink, passwordPage, wordsPage } from "./pages.ts";
import { type PasswordPage, passwordView } from "./password-view.ts";
import { ANSWERS } from "./setpass-answers.ts";

/**
 * The page behind a link, at `/password` and, as setpass had it, at `/`. A browser gets pages and is led to an address
 * without the token; a program gets setpass's plain words. Works without JavaScript; a GET changes nothing.
 */
export async function passwordRoutes(app: FastifyInstance, page: PasswordPage): Promise<void> {
  takeAnyBody(app);
  const { site, choosing, isHttps, log, guard } = page;
  const { wordsFor, look, formOf, show, showAgain, showDead } = passwordView(page);
  for (const path of ["/", "/password"]) {
    app.get<Query>(path, async (request, reply) => {
      const token = fieldText(request.query.token);
      if (path === "/" && token === "" && page.hasFront) {
        return sendHtml(reply, 200, frontPage(site, wordsFor(request), page.resetting !== undefined));
      }
      if (!isBrowser(request)) {
        if (token === "") return sendWords(reply, 404, ANSWERS.unknown.words);
        const state = await look(token);
        if (state.kind === "unknown") await guard.refuseFlood(request);
        return sendHtml(reply, 200, passwordPage(site, wordsFor(request), formOf(token, state)));
      }
      if (token !== "") {
        setLinkCookie(reply, "password", token, isHttps);
        return reply.redirect("/password", 303);
      }
      const kept = readLinkCookie(request, "password", isHttps);
      if (path === "/" || kept === undefined) return showDead(request, reply, "no-cookie", "");
      return show(request, reply, kept);
    });

    app.post<Query>(path, async (request, reply) => {
      const fields = await formFields(request.body, request.headers["content-type"]);
      const token = path === "/" ? fieldText(request.query.token) : (fields.token ?? "");
      const { pin, password, confirm_password: confirm } = fields;
      const isSetpass = path === "/";
      if (password === undefined || confirm === undefined || (isSetpass && pin === undefined)) {
        return sendBadRequest(reply);
      }
      const state = await look(token);
      const form = formOf(token, state);
      // No PIN is not a missing field here: a link that asks for none gets none, and to any other it is a wrong one.
      const typed = { token, pin: isSetpass ? pin : undefined, password, confirm };
      const fault = checkPasswordForm(typed, wordsFor(request), form);
      if (fault) return showAgain(request, reply, token, 400, fault);
      // setpass took PINs as they were, whatever they were.
      const choice = { token, pin: isSetpass ? (pin ?? "") : (pin ?? "").trim(), password };
      if (state.kind === "unknown") return showDead(request, reply, state.kind, token);
      return answer(request, reply, token, await guarded(request, choice));
    });
  }

  app.get("/password/done", async (request, reply) => {
    const state = await look(readLinkCookie(request, "password", isHttps) ?? "");
    if (state.kind !== "used") return reply.redirect("/password", 303);
    const words = wordsFor(request);
    const { title, logIn, later } = words.done;
    const lines = [
      logIn(state.username),
      ...(state.later.length > 0 ? [later(state.later.join(", "))] : []),
      ...loginLines(site),
    ];
    return sendHtml(reply, 200, wordsPage(site, words, { title, lines, link: loginLink(site, words) }));
  });

  async function guarded(request: FastifyRequest, choice: Parameters<typeof setPasswordByLink>[0]) {
    const link = hashToken(choice.token).toString("base64url");
    await guard.beginTry(request, link);
    let hasFailed = false;
    try {
      const chosen = await setPasswordByLink(choice, choosing);
      hasFailed = chosen.kind === "wrong-pin" || chosen.kind === "locked";
      return chosen;
    } finally {
      await guard.endTry(request, link, hasFailed);
    }
  }

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    chosen: SetPasswordResult,
  ) {
    const { problem } = wordsFor(request);
    switch (chosen.kind) {
      case "set": {
        if (!isBrowser(request)) return sendWords(reply, 200, "Password set.");
        // Neither Back nor Reload may send the form again.
        setLinkCookie(reply, "password", token, isHttps);
        return reply.redirect("/password/done", 303);
      }
      case "wrong-pin": {
        if (chosen.left === 0 && isBrowser(request)) return showDead(request, reply, "locked", token);
        const fault = { words: "Wrong pin", problems: { pin: problem.wrongPin(chosen.left) } };
        return showAgain(request, reply, token, 403, fault);
      }
      case "refused": {
        const before = problem.refused(chosen.by);
        const after = chosen.taken.length > 0 ? problem.taken(chosen.taken.join(", ")) : undefined;
        return showAgain(request, reply, token, 400, {
          words: [before, chosen.why, after].filter((part) => part !== undefined).join(" "),
          problems: { password: { before, quoted: chosen.why, after } },
        });
      }
      case "denied":
      case "unreachable":
        log.error({ err: chosen.error }, "setting a password failed");
        return showDead(request, reply, chosen.kind, token);
      default:
        return showDead(request, reply, chosen.kind, token);
    }
  }
}

interface Query {
  Querystring: Record<string, unknown>;
}
