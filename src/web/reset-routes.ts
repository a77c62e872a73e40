import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PIN } from "../intake/draft.ts";
import type { Log } from "../log.ts";
import { isBrowser, sendHtml, sendWords } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formFields, takeAnyBody } from "./form-fields.ts";
import { keepLink } from "./link-cookie.ts";
import { type ResetForm, resetPage, type Site, wordsPage } from "./pages.ts";
import { chooseWords } from "./words/choose-words.ts";

/** What somebody asks for who has no link, in their own words. */
export interface ResetWish {
  readonly name: string;
  readonly email: string;
  readonly pin: string;
}

/** What becomes of such a wish. Nothing here says whether an address is known. */
export interface Resetting {
  /** Returns once it is written down or handed on; throws when it is not. */
  ask(wish: ResetWish): Promise<void>;
  /** Where addresses are known: what their owners do with the link in the mail that `ask` sends them. */
  readonly confirming?:
    | {
        /** Whose link it is; undefined: nobody's, or it is too old. */
        look(token: string): Promise<{ readonly username: string } | undefined>;
        /** Makes the link to the password page; undefined: it comes by mail only. */
        confirm(token: string): Promise<{ readonly linkToken: string | undefined } | undefined>;
        /** Sends a new link in place of a dead one to whom it was for. False: it did so before. */
        renew(token: string): Promise<boolean>;
      }
    | undefined;
}

export interface ResetPage {
  readonly site: Site;
  readonly resetting: Resetting;
  readonly isHttps: boolean;
  readonly log: Log;
}

const LIMITED = { config: { rateLimit: { max: 10, timeWindow: "10 minutes" } } };

/** `/reset`, setpass's contract, and what makes it safe: nothing changes until the owner of a known address says so. */
export async function resetRoutes(app: FastifyInstance, page: ResetPage): Promise<void> {
  takeAnyBody(app);
  const { site, resetting, log } = page;
  const { confirming } = resetting;
  const wordsFor = ({ headers }: FastifyRequest) => chooseWords(headers["accept-language"], site.language);

  app.get("/reset", async (request, reply) => sendHtml(reply, 200, resetPage(site, wordsFor(request), {})));

  app.post("/reset", LIMITED, async (request, reply) => {
    const fields = await formFields(request.body, request.headers["content-type"]);
    const [name, email, confirmEmail, pin] = ["name", "email", "confirm_email", "pin"].map((field) =>
      fields[field]?.trim(),
    );
    if (name === undefined || email === undefined || confirmEmail === undefined || pin === undefined) {
      return sendHtml(reply, 400, "<title>400 Bad Request</title><h1>Bad Request</h1>");
    }
    const { reset, problem } = wordsFor(request);
    const again = (words: string, problems: NonNullable<ResetForm["problems"]>) =>
      isBrowser(request)
        ? sendHtml(
            reply,
            400,
            resetPage(site, wordsFor(request), {
              problems,
              typed: { name, email, confirm_email: confirmEmail },
            }),
          )
        : sendWords(reply, 400, words);
    const given = { name, email, confirm_email: confirmEmail, pin };
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
    if (!PIN.test(pin)) return again("Pin should be 4 to 8 digits", { pin: reset.pinDigits });
    try {
      await resetting.ask({ name: name.slice(0, 200), email: email.slice(0, 254), pin });
    } catch (error) {
      log.error({ err: error }, "a wish for a new password was not taken");
      return say(request, reply, 500, "The request could not be forwarded; try again later.", "unreachable");
    }
    return say(request, reply, 200, "The request has been forwarded to the helpdesk.", "sent");
  });

  function say(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    plain: string,
    shown: "sent" | "unreachable",
  ) {
    if (!isBrowser(request)) return sendWords(reply, status, plain);
    const words = wordsFor(request);
    const { title, line } =
      shown === "sent"
        ? {
            title: words.reset.sent,
            line: confirming ? words.reset.sentLine : words.reset.forwardedLine,
          }
        : words.dead.unreachable;
    return sendHtml(reply, status, wordsPage(site, words, { title, lines: [line] }));
  }

  if (!confirming) return;

  app.get<{ Querystring: Record<string, unknown> }>("/reset/confirm", async (request, reply) => {
    const token = fieldText(request.query.token);
    const words = wordsFor(request);
    const whose = await confirming.look(token);
    if (!whose) return dead(request, reply);
    const { confirm, confirmLine, confirmSubmit } = words.reset;
    const offer = { action: "/reset/confirm", token, submit: confirmSubmit };
    return sendHtml(
      reply,
      200,
      wordsPage(site, words, { title: confirm(whose.username), lines: [confirmLine], offer }),
    );
  });

  app.post("/reset/confirm", LIMITED, async (request, reply) => {
    const { token = "" } = await formFields(request.body, request.headers["content-type"]);
    const words = wordsFor(request);
    const confirmed = await confirming.confirm(token);
    if (!confirmed) return dead(request, reply);
    if (confirmed.linkToken !== undefined && isBrowser(request)) {
      keepLink(reply, "password", confirmed.linkToken, page.isHttps);
      return reply.redirect("/password", 303);
    }
    const { confirmed: title, confirmedLine } = words.reset;
    return sendHtml(reply, 200, wordsPage(site, words, { title, lines: [confirmedLine] }));
  });

  app.post("/password/again", LIMITED, async (request, reply) => {
    const { token = "" } = await formFields(request.body, request.headers["content-type"]);
    const isNew = await confirming.renew(token);
    const { sent, sentBefore, newest, sentLine, ask } = wordsFor(request).renew;
    const shown = isNew
      ? { title: sent, lines: [sentLine] }
      : { title: sentBefore, lines: [sentLine, newest], link: { href: "/reset", label: ask } };
    return sendHtml(reply, 200, wordsPage(site, wordsFor(request), shown));
  });

  function dead(request: FastifyRequest, reply: FastifyReply) {
    const words = wordsFor(request);
    const { title, line } = words.dead.unknown;
    const link = { href: "/reset", label: words.renew.ask };
    return sendHtml(reply, 404, wordsPage(site, words, { title, lines: [line], link }));
  }
}
