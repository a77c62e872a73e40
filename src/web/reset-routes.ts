import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PIN, tidy } from "../intake/draft.ts";
import type { Log } from "../log.ts";
import { isBrowser, sendBadRequest, sendHtml, sendWords } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formFields, takeAnyBody } from "./form-fields.ts";
import type { Guard } from "./guard.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { confirmPage, type ResetForm, resetPage, type Site, wordsPage } from "./pages.ts";

/** What somebody asks for who has no link, in their own words. */
export interface ResetRequestInput {
  readonly name: string;
  readonly email: string;
  /** For the helpdesk; undefined where nobody asks for one. */
  readonly pin: string | undefined;
}

/** What becomes of such a wish. Nothing here says whether an address is known. */
export interface ResetService {
  /** Whether people may read the wish who then set a link up with this PIN. */
  readonly asksPin: boolean;
  /** Returns once it is written down or handed on; throws when it is not. */
  ask(wish: ResetRequestInput): Promise<void>;
  /** Where addresses are known: what their owners do with the link in the mail that `ask` sends them. */
  readonly confirming?:
    | {
        /** Whose link it is; undefined: nobody's, or it is too old. */
        look(token: string): Promise<{ readonly username: string } | undefined>;
        /**
         * Makes the link to the password page, which asks for this PIN; undefined: for none. Returns undefined when the
         * token is good for nothing, and no `linkToken` when the link comes by mail only.
         */
        confirm(
          token: string,
          pin: string | undefined,
        ): Promise<{ readonly linkToken: string | undefined } | undefined>;
        /** Sends a new link in place of a dead one to whom it was for. False: it did so before. */
        renew(token: string): Promise<boolean>;
      }
    | undefined;
}

export interface ResetPage {
  readonly site: Site;
  readonly resetting: ResetService;
  readonly isHttps: boolean;
  readonly guard: Guard;
  readonly log: Log;
}

/** `/reset`, setpass's contract, and what makes it safe: nothing changes until the owner of a known address says so. */
export async function resetRoutes(app: FastifyInstance, page: ResetPage): Promise<void> {
  takeAnyBody(app);
  const { site, resetting, guard, log } = page;
  const { confirming, asksPin } = resetting;
  const wordsFor = (request: FastifyRequest) => pageTextFor(request, site);
  const form = (request: FastifyRequest, but: Partial<ResetForm> = {}) =>
    resetPage(site, wordsFor(request), { asksPin, isAlone: confirming === undefined, ...but });

  app.get("/reset", async (request, reply) => sendHtml(reply, 200, form(request)));

  app.post("/reset", async (request, reply) => {
    const fields = await formFields(request.body, request.headers["content-type"]);
    const [name, email, confirmEmail] = ["name", "email", "confirm_email"].map((field) =>
      fields[field] === undefined ? undefined : tidy(fields[field]),
    );
    const pin = fields.pin?.trim();
    if (
      name === undefined ||
      email === undefined ||
      confirmEmail === undefined ||
      (asksPin && pin === undefined)
    ) {
      return sendBadRequest(reply);
    }
    const { reset, problem } = wordsFor(request);
    const again = (words: string, problems: NonNullable<ResetForm["problems"]>) => {
      if (!isBrowser(request)) return sendWords(reply, 400, words);
      const typed = { name, email, confirm_email: confirmEmail };
      return sendHtml(reply, 400, form(request, { problems, typed }));
    };
    const given = { name, email, confirm_email: confirmEmail, ...(asksPin ? { pin } : {}) };
    const missing = Object.entries(given).filter(([, value]) => value === "");
    if (missing.length > 0) {
      return again(
        "Missing required field!",
        Object.fromEntries(missing.map(([field]) => [field, problem.missing])),
      );
    }
    if (email !== confirmEmail) {
      return again("Email addresses do not match.", { confirm_email: reset.emailsDiffer });
    }
    if (asksPin && !PIN.test(pin ?? "")) {
      return again("Pin should be 4 to 8 digits", { pin: reset.pinDigits });
    }
    await guard.admitAsk(request);
    try {
      await resetting.ask({ name: name.slice(0, 200), email: email.slice(0, 254), pin });
    } catch (error) {
      log.error({ err: error }, "a password reset request failed");
      if (!isBrowser(request)) {
        return sendWords(reply, 500, "The request could not be forwarded; try again later.");
      }
      return say(request, reply, 500, wordsFor(request).dead.unsent);
    }
    if (!isBrowser(request)) return sendWords(reply, 200, "The request has been forwarded to the helpdesk.");
    return reply.redirect("/reset/sent", 303);
  });

  app.get("/reset/sent", async (request, reply) => {
    const { sent, sentLine, forwardedLine } = wordsFor(request).reset;
    return say(request, reply, 200, { title: sent, line: confirming ? sentLine : forwardedLine });
  });

  function say(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    { title, line }: { readonly title: string; readonly line: string },
  ) {
    return sendHtml(reply, status, wordsPage(site, wordsFor(request), { title, lines: [line] }));
  }

  if (confirming) await confirmRoutes(app, page, confirming);
}

/** What the owner of a known address does with the link in our mail, and whoever has a link that is worth nothing. */
async function confirmRoutes(
  app: FastifyInstance,
  { site, guard, isHttps }: ResetPage,
  confirming: NonNullable<ResetService["confirming"]>,
): Promise<void> {
  const wordsFor = (request: FastifyRequest) => pageTextFor(request, site);

  app.get<{ Querystring: Record<string, unknown> }>("/reset/confirm", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "reset", given, isHttps);
      return reply.redirect("/reset/confirm", 303);
    }
    const token = given || (readLinkCookie(request, "reset", isHttps) ?? "");
    const whose = await confirming.look(token);
    if (!whose) return dead(request, reply);
    return sendHtml(reply, 200, confirmPage(site, wordsFor(request), { token, username: whose.username }));
  });

  app.post("/reset/confirm", async (request, reply) => {
    const { token = "", pin: typed = "" } = await formFields(request.body, request.headers["content-type"]);
    const words = wordsFor(request);
    const pin = typed.trim();
    if (pin !== "" && !PIN.test(pin)) {
      const whose = await confirming.look(token);
      if (!whose) return dead(request, reply);
      const form = { token, username: whose.username, problem: words.reset.pinDigits };
      return sendHtml(reply, 400, confirmPage(site, words, form));
    }
    const confirmed = await confirming.confirm(token, pin === "" ? undefined : pin);
    if (!confirmed) return dead(request, reply);
    if (!isBrowser(request)) return onItsWay(request, reply);
    clearLinkCookie(reply, "reset", isHttps);
    if (confirmed.linkToken === undefined) return reply.redirect("/reset/confirmed", 303);
    setLinkCookie(reply, "password", confirmed.linkToken, isHttps);
    return reply.redirect("/password", 303);
  });

  app.get("/reset/confirmed", async (request, reply) => onItsWay(request, reply));

  app.post("/password/again", async (request, reply) => {
    const { token = "" } = await formFields(request.body, request.headers["content-type"]);
    await guard.admitAsk(request);
    const isNew = await confirming.renew(token);
    if (!isBrowser(request)) return renewed(request, reply, isNew);
    setLinkCookie(reply, "done", isNew ? "renewed" : "renewed-before", isHttps);
    return reply.redirect("/password/sent", 303);
  });

  app.get("/password/sent", async (request, reply) => {
    const done = readLinkCookie(request, "done", isHttps);
    if (done === undefined) return reply.redirect("/password", 303);
    return renewed(request, reply, done === "renewed");
  });

  function renewed(request: FastifyRequest, reply: FastifyReply, isNew: boolean) {
    const { sent, sentBefore, newest, sentLine, ask } = wordsFor(request).renew;
    const shown = isNew
      ? { title: sent, lines: [sentLine] }
      : { title: sentBefore, lines: [sentLine, newest], link: { href: "/reset", label: ask } };
    return sendHtml(reply, 200, wordsPage(site, wordsFor(request), shown));
  }

  function onItsWay(request: FastifyRequest, reply: FastifyReply) {
    const words = wordsFor(request);
    const { confirmed: title, confirmedLine } = words.reset;
    return sendHtml(reply, 200, wordsPage(site, words, { title, lines: [confirmedLine] }));
  }

  function dead(request: FastifyRequest, reply: FastifyReply) {
    const words = wordsFor(request);
    const { title, line } = words.dead.unknown;
    const link = { href: "/reset", label: words.renew.ask };
    return sendHtml(reply, 404, wordsPage(site, words, { title, lines: [line], link }));
  }
}
