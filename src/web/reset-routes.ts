import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PIN, tidy } from "../intake/draft.ts";
import type { Log } from "../log.ts";
import { toAddress } from "../view/email-address.ts";
import { isBrowser, sendBadRequest, sendHtml, sendText } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formFields, takeAnyBody } from "./form-fields.ts";
import type { Guard } from "./guard.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { confirmPage, localizedPage, type ResetForm, resetPage, type Site } from "./pages.ts";

/** What someone without a link enters at `/reset`. */
export interface ResetRequestInput {
  readonly name: string;
  readonly email: string;
  /** For the help desk; undefined if the form asks for none. */
  readonly pin: string | undefined;
}

/** Handles such requests. Nothing here reveals whether an address is known. */
export interface ResetService {
  /** Whether the help desk may get the request, and then sets up a link with this PIN. */
  readonly asksPin: boolean;
  /** Returns once the request is stored or passed on; throws if it could not be. */
  ask(input: ResetRequestInput): Promise<void>;
  /** If acct knows addresses: what their owners do with the link in the email that `ask` sends. */
  readonly confirmation?:
    | {
        /** Whose link it is; undefined if it is no one's or has expired. */
        inspect(token: string): Promise<{ readonly username: string } | undefined>;
        /**
         * Creates the link to the password page, which asks for this PIN, if there is one. Returns undefined if the token
         * is not valid, and no `linkToken` if the link comes only by email.
         */
        confirm(
          token: string,
          pin: string | undefined,
        ): Promise<{ readonly linkToken: string | undefined } | undefined>;
        /** Sends a new link in place of a dead one to the same person. False if it already did. */
        renew(token: string): Promise<boolean>;
      }
    | undefined;
}

export interface ResetRoutesDeps {
  readonly site: Site;
  readonly resets: ResetService;
  readonly guard: Guard;
  readonly log: Log;
}

/** `/reset` keeps setpass's contract. It is safe, because nothing changes until the owner of a known address confirms it. */
export async function resetRoutes(app: FastifyInstance, page: ResetRoutesDeps): Promise<void> {
  takeAnyBody(app);
  const { site, resets, guard, log } = page;
  const { confirmation, asksPin } = resets;
  const textFor = (request: FastifyRequest) => pageTextFor(request, site);
  const form = (request: FastifyRequest, more: Partial<ResetForm> = {}) =>
    resetPage(site, textFor(request), { asksPin, isAlone: confirmation === undefined, ...more });

  app.get("/reset", async (request, reply) => sendHtml(reply, 200, form(request)));

  app.post("/reset", async (request, reply) => {
    const fields = await formFields(request.body, request.headers["content-type"]);
    const [name, email, confirmEmail] = ["name", "email", "confirm_email"].map((field) =>
      fields[field] === undefined
        ? undefined
        : field === "name"
          ? tidy(fields[field])
          : toAddress(tidy(fields[field])),
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
    const { reset, problem } = textFor(request);
    const again = (text: string, problems: NonNullable<ResetForm["problems"]>) => {
      if (!isBrowser(request)) return sendText(reply, 400, text);
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
    await guard.admitRequest(request);
    try {
      await resets.ask({ name: name.slice(0, 200), email: email.slice(0, 254), pin });
    } catch (error) {
      log.error({ err: error }, "could not accept a request for a new password");
      if (!isBrowser(request)) {
        return sendText(reply, 500, "The request could not be forwarded; try again later.");
      }
      return showMessage(request, reply, 500, textFor(request).dead.unsent);
    }
    if (!isBrowser(request)) return sendText(reply, 200, "The request has been forwarded to the helpdesk.");
    return reply.redirect("/reset/sent", 303);
  });

  app.get("/reset/sent", async (request, reply) => {
    const { sent, sentLine, forwardedLine } = textFor(request).reset;
    return showMessage(request, reply, 200, { title: sent, line: confirmation ? sentLine : forwardedLine });
  });

  function showMessage(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    { title, line }: { readonly title: string; readonly line: string },
  ) {
    return sendHtml(reply, status, localizedPage(site, textFor(request), { title, lines: [line] }));
  }

  if (confirmation) await confirmRoutes(app, page, confirmation);
}

/** For the owner of a known address, who has the link in our email, and for people whose password link does not work. */
async function confirmRoutes(
  app: FastifyInstance,
  { site, guard }: ResetRoutesDeps,
  confirmation: NonNullable<ResetService["confirmation"]>,
): Promise<void> {
  const textFor = (request: FastifyRequest) => pageTextFor(request, site);

  app.get<{ Querystring: Record<string, unknown> }>("/reset/confirm", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "reset", given, site);
      return reply.redirect("/reset/confirm", 303);
    }
    const token = given || (readLinkCookie(request, "reset", site) ?? "");
    const whose = await confirmation.inspect(token);
    if (!whose) return showDead(request, reply);
    return sendHtml(reply, 200, confirmPage(site, textFor(request), { token, username: whose.username }));
  });

  app.post("/reset/confirm", async (request, reply) => {
    const { token = "", pin: typed = "" } = await formFields(request.body, request.headers["content-type"]);
    const pageText = textFor(request);
    const pin = typed.trim();
    if (pin !== "" && !PIN.test(pin)) {
      const whose = await confirmation.inspect(token);
      if (!whose) return showDead(request, reply);
      const form = { token, username: whose.username, problem: pageText.reset.pinDigits };
      return sendHtml(reply, 400, confirmPage(site, pageText, form));
    }
    const confirmed = await confirmation.confirm(token, pin === "" ? undefined : pin);
    if (!confirmed) return showDead(request, reply);
    if (!isBrowser(request)) return showOnItsWay(request, reply);
    clearLinkCookie(reply, "reset", site);
    if (confirmed.linkToken === undefined) return reply.redirect("/reset/confirmed", 303);
    setLinkCookie(reply, "password", confirmed.linkToken, site);
    return reply.redirect("/password", 303);
  });

  app.get("/reset/confirmed", async (request, reply) => showOnItsWay(request, reply));

  app.post("/password/again", async (request, reply) => {
    const { token = "" } = await formFields(request.body, request.headers["content-type"]);
    await guard.admitRequest(request);
    const isNew = await confirmation.renew(token);
    if (!isBrowser(request)) return showRenewed(request, reply, isNew);
    setLinkCookie(reply, "done", isNew ? "renewed" : "renewed-before", site);
    return reply.redirect("/password/sent", 303);
  });

  app.get("/password/sent", async (request, reply) => {
    const done = readLinkCookie(request, "done", site);
    if (done === undefined) return reply.redirect("/password", 303);
    return showRenewed(request, reply, done === "renewed");
  });

  function showRenewed(request: FastifyRequest, reply: FastifyReply, isNew: boolean) {
    const { sent, sentBefore, newest, sentLine, ask } = textFor(request).renew;
    const shown = isNew
      ? { title: sent, lines: [sentLine] }
      : { title: sentBefore, lines: [sentLine, newest], link: { href: "/reset", label: ask } };
    return sendHtml(reply, 200, localizedPage(site, textFor(request), shown));
  }

  function showOnItsWay(request: FastifyRequest, reply: FastifyReply) {
    const pageText = textFor(request);
    const { confirmed: title, confirmedLine } = pageText.reset;
    return sendHtml(reply, 200, localizedPage(site, pageText, { title, lines: [confirmedLine] }));
  }

  function showDead(request: FastifyRequest, reply: FastifyReply) {
    const pageText = textFor(request);
    const { title, line } = pageText.dead.unknown;
    const link = { href: "/reset", label: pageText.renew.ask };
    return sendHtml(reply, 404, localizedPage(site, pageText, { title, lines: [line], link }));
  }
}
