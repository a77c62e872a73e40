import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tidy, tidyText } from "../intake/draft.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formatLine } from "./format-line.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { type DecisionForm, decisionPage, messagePage, type Site } from "./pages.ts";

/** What the page needs from `handlers/decision-by-link.ts`. */
export interface DecisionLinks {
  inspect(
    token: string,
  ): Promise<
    | { readonly kind: "open" | "decided"; readonly card: DecisionView }
    | { readonly kind: "unknown" | "expired" | "replaced" }
  >;
  decide(token: string, verdict: "approved" | "denied", reason: string): Promise<Line | undefined>;
  reassign(token: string, named: string): Promise<{ readonly late?: Line; readonly error?: string }>;
}

export interface DecisionRoutesDeps {
  readonly site: Site;
  readonly links: DecisionLinks;
}

interface DecisionView {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: Line }[];
  readonly reason: string | undefined;
  readonly plan: readonly string[];
}

/**
 * The page where PIs decide who are not in the chat. A GET decides nothing, because email programs open links on their own.
 * Enter never approves: each verdict has its own form, and the form of Approve has no field to press Enter in.
 */
export async function decisionRoutes(app: FastifyInstance, page: DecisionRoutesDeps): Promise<void> {
  const { site, links } = page;
  const showDead = (reply: FastifyReply, kind: keyof typeof LINK_ERRORS) =>
    sendHtml(
      reply,
      LINK_ERRORS[kind].status,
      messagePage(site, LINK_ERRORS[kind].title, LINK_ERRORS[kind].line),
    );
  const showDone = (reply: FastifyReply, what: string) => {
    const [verdict = "", address] = what.split(" ");
    const { title, line } = DONE[verdict as Verdict] ?? DONE.unknown;
    return sendHtml(
      reply,
      200,
      messagePage(site, title, address ? `Thanks. We've reassigned the request to ${address}.` : line),
    );
  };

  app.get<{ Querystring: Record<string, unknown> }>("/decide", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "decide", given, site);
      return reply.redirect("/decide", 303);
    }
    const token = given || (readLinkCookie(request, "decide", site) ?? "");
    if (token === "" && isBrowser(request)) return showDead(reply, "no-cookie");
    const inspected = await links.inspect(token);
    return inspected.kind === "open"
      ? sendHtml(reply, 200, decisionPage(site, toForm(inspected.card, token)))
      : showDead(reply, inspected.kind);
  });

  app.get("/decide/done", async (request, reply) => {
    const what = readLinkCookie(request, "done", site);
    return what === undefined ? reply.redirect("/decide", 303) : showDone(reply, what);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/decide", async (request, reply) => {
    const { body } = request;
    const [token, verdict] = [fieldText(body?.token).trim(), fieldText(body?.verdict)];
    const reason = tidyText(fieldText(body?.reason));
    const other = tidy(fieldText(body?.other).slice(0, MAX_ADDRESS));
    const inspected = await links.inspect(token);
    if (inspected.kind !== "open") return showDead(reply, inspected.kind);
    const again = (problem: string) =>
      sendHtml(
        reply,
        400,
        decisionPage(site, { ...toForm(inspected.card, token), problem, typed: { reason, other } }),
      );
    const contradiction = findContradiction({ verdict, reason, other });
    if (contradiction) return again(contradiction);
    const done = (what: string) => answerDone(request, reply, what);
    const tooLate = (line: Line) =>
      sendHtml(
        reply,
        409,
        messagePage(site, "Your decision wasn't recorded", formatLine(line, site.timeZone)),
      );

    switch (verdict) {
      case "approved":
      case "denied": {
        if (verdict === "denied" && reason === "")
          return again("Please give a reason. The requester will see it.");
        if (reason.length > MAX_REASON) return again(`Please use at most ${MAX_REASON} characters.`);
        const late = await links.decide(token, verdict, reason);
        return late ? tooLate(late) : done(verdict);
      }
      case "reassign": {
        const { late, error } = await links.reassign(token, other);
        if (error) return again(error);
        return late ? tooLate(late) : done(`reassign ${other}`.trim());
      }
      default:
        return again("Please choose Approve, Deny, or Reassign.");
    }
  });

  /** Redirects a browser to another page, so that neither Back nor Reload sends the form again. */
  function answerDone(request: FastifyRequest, reply: FastifyReply, what: string) {
    if (!isBrowser(request)) return showDone(reply, what);
    setLinkCookie(reply, "done", what, site);
    return reply.redirect("/decide/done", 303);
  }

  function toForm({ title, facts, reason, plan }: DecisionView, token: string): DecisionForm {
    // The reader knows that it waits for them.
    const theirs = facts.filter(({ label }) => label !== "State");
    return {
      title,
      reason,
      plan,
      token,
      facts: theirs.map(({ label, value }) => ({ label, value: formatLine(value, site.timeZone) })),
    };
  }
}

const MAX_REASON = 1000;
/** The limit of RFC 5321 §4.5.3.1.3, without the angle brackets. */
const MAX_ADDRESS = 254;

type Verdict = "approved" | "denied" | "reassign";

/** Finds text in another form that contradicts the button. Then nothing is decided, and nothing that was typed is lost. */
function findContradiction(form: {
  readonly verdict: string;
  readonly reason: string;
  readonly other: string;
}): string | undefined {
  const { verdict, reason, other } = form;
  if (verdict === "approved" && (reason !== "" || other !== "")) {
    return reason !== ""
      ? "You chose Approve but also gave a reason to deny. To approve, clear the reason. Otherwise, choose Deny."
      : "You chose Approve but also named someone else to decide. To approve, clear their address. Otherwise, choose Reassign.";
  }
  if (verdict === "denied" && other !== "") {
    return "You chose Deny but also named someone else to decide. To deny, clear their address. Otherwise, choose Reassign.";
  }
  if (verdict === "reassign" && reason !== "") {
    return "You chose Reassign but also gave a reason to deny. To reassign the request, clear the reason. Otherwise, choose Deny.";
  }
  return undefined;
}

const DONE: Readonly<Record<Verdict | "unknown", { readonly title: string; readonly line: string }>> = {
  approved: { title: "Approved", line: "Thank you. We'll let the requester know." },
  denied: { title: "Denied", line: "Thank you. We'll let the requester know, and include your reason." },
  reassign: { title: "Reassigned", line: "Thanks. The admins will find the right person." },
  unknown: { title: "Thank you", line: "You don't need to do anything else." },
};

const LINK_ERRORS = {
  unknown: {
    status: 404,
    title: "This link doesn't work",
    line: "Open the link from your email again: it may be incomplete. This request may also have been reassigned to someone else.",
  },
  "no-cookie": {
    status: 404,
    title: "Please open the link again",
    line: "Open it from your email. This page uses one cookie to keep your link private.",
  },
  expired: { status: 410, title: "This link has expired", line: "An admin will decide on this request." },
  replaced: {
    status: 410,
    title: "This link no longer works",
    line: "We've renewed our links. Please use the one in our latest email, or contact us for a new one.",
  },
  decided: {
    status: 410,
    title: "This has already been decided",
    line: "You don't need to do anything else.",
  },
} as const;
