import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hashToken } from "../pipeline/passwords/password-token.ts";
import { type SetPasswordResult, setPasswordByLink } from "../pipeline/passwords/set-password-by-link.ts";
import { isBrowser, sendBadRequest, sendHtml, sendText } from "./answer.ts";
import { checkPasswordForm } from "./check-password-form.ts";
import { fieldText } from "./field-text.ts";
import { formFields, takeAnyBody } from "./form-fields.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { opaqueString } from "./opaque-string.ts";
import { frontPage, localizedPage, loginLines, loginLink, passwordPage } from "./pages.ts";
import { type PasswordViewDeps, passwordView } from "./password-view.ts";
import { ANSWERS } from "./setpass-answers.ts";

/**
 * The page behind a password link, at `/password` and, as in setpass, at `/`. A browser gets pages and is redirected to an
 * address without the token; a program gets setpass's plain text. It works without JavaScript, and a GET changes nothing.
 */
export async function passwordRoutes(app: FastifyInstance, page: PasswordViewDeps): Promise<void> {
  takeAnyBody(app);
  const { site, setPasswordDeps, log, guard } = page;
  const { textFor, inspect, formFor, show, showAgain, showDead } = passwordView(page);
  for (const path of ["/", "/password"]) {
    app.get<Query>(path, async (request, reply) => {
      const token = fieldText(request.query.token);
      if (path === "/" && token === "" && page.front) {
        const front = { ...page.front, canAsk: page.resets !== undefined };
        return sendHtml(reply, 200, frontPage(site, textFor(request), front));
      }
      if (!isBrowser(request)) {
        if (token === "") return sendText(reply, 404, ANSWERS.unknown.text);
        const state = await inspect(token);
        if (state.kind === "unknown") await guard.refuseFlood(request);
        return sendHtml(reply, 200, passwordPage(site, textFor(request), formFor(token, state)));
      }
      if (token !== "") {
        setLinkCookie(reply, "password", token, site);
        return reply.redirect("/password", 303);
      }
      const kept = readLinkCookie(request, "password", site);
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
      const state = await inspect(token);
      const form = formFor(token, state);
      // A missing PIN is no missing field here: some links need none, and for the others it counts as a wrong one.
      // setpass kept passwords exactly as they were sent, so the links of Keystone users do, too.
      const prepare = form.username === undefined ? (text: string) => text : opaqueString;
      const [chosen, repeated] = [prepare(password), prepare(confirm)];
      const typed = { token, pin: isSetpass ? pin : undefined, password: chosen, confirm: repeated };
      const error = checkPasswordForm(typed, textFor(request), form);
      if (error) return showAgain(request, reply, token, 400, error);
      // setpass accepted PINs exactly as they were sent.
      const choice = { token, pin: isSetpass ? (pin ?? "") : (pin ?? "").trim(), password: chosen };
      if (state.kind === "unknown") return showDead(request, reply, state.kind, token);
      return sendResult(request, reply, token, await setGuarded(request, choice));
    });
  }

  app.get("/password/done", async (request, reply) => {
    const state = await inspect(readLinkCookie(request, "password", site) ?? "");
    if (state.kind !== "used") return reply.redirect("/password", 303);
    const pageText = textFor(request);
    const { title, logIn, later, noLogin } = pageText.done;
    const lines = [
      state.noLogin.length > 0 ? noLogin(state.noLogin.join(", ")) : logIn(state.username),
      ...(state.later.length > 0 ? [later(state.later.join(", "))] : []),
      ...loginLines(site),
    ];
    return sendHtml(
      reply,
      200,
      localizedPage(site, pageText, { title, lines, link: loginLink(site, pageText) }),
    );
  });

  async function setGuarded(request: FastifyRequest, choice: Parameters<typeof setPasswordByLink>[0]) {
    const link = hashToken(choice.token).toString("base64url");
    await guard.beginAttempt(request, link);
    let hasFailed = false;
    try {
      const result = await setPasswordByLink(choice, setPasswordDeps);
      hasFailed = result.kind === "wrong-pin" || result.kind === "locked";
      return result;
    } finally {
      await guard.endAttempt(request, link, hasFailed);
    }
  }

  async function sendResult(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    result: SetPasswordResult,
  ) {
    const { problem } = textFor(request);
    switch (result.kind) {
      case "set": {
        if (!isBrowser(request)) return sendText(reply, 200, "Password set.");
        // The redirect keeps Back and Reload from sending the form again.
        setLinkCookie(reply, "password", token, site);
        return reply.redirect("/password/done", 303);
      }
      case "wrong-pin": {
        if (result.left === 0 && isBrowser(request)) return showDead(request, reply, "locked", token);
        const error = { text: "Wrong pin", problems: { pin: problem.wrongPin(result.left) } };
        return showAgain(request, reply, token, 403, error);
      }
      case "rejected": {
        const before = problem.refused(result.by);
        const after = result.taken.length > 0 ? problem.taken(result.taken.join(", ")) : undefined;
        return showAgain(request, reply, token, 400, {
          text: [before, result.why, after].filter((part) => part !== undefined).join(" "),
          problems: { password: { before, quoted: result.why, after } },
        });
      }
      case "denied":
      case "unreachable":
        log.error({ err: result.error }, "could not set a password");
        return showDead(request, reply, result.kind, token);
      default:
        return showDead(request, reply, result.kind, token);
    }
  }
}

interface Query {
  Querystring: Record<string, unknown>;
}
