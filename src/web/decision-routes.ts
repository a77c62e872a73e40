import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tidy, tidyText } from "../intake/draft.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formatLine } from "./format-line.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { type DecisionForm, decisionPage, messagePage, type Site } from "./pages.ts";

/** What the page needs of `handlers/decide-by-link.ts`. */
export interface DecisionLinks {
  look(
    token: string,
  ): Promise<
    | { readonly kind: "open" | "decided"; readonly card: Shown }
    | { readonly kind: "unknown" | "expired" | "replaced" }
  >;
  decide(token: string, verdict: "approved" | "denied", reason: string): Promise<Line | undefined>;
  handOn(token: string, named: string): Promise<{ readonly late?: Line; readonly fault?: string }>;
}

export interface DecisionPage {
  readonly site: Site;
  readonly deciding: DecisionLinks;
  readonly isHttps: boolean;
}

interface Shown {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: Line }[];
  readonly reason: string | undefined;
  readonly plan: readonly string[];
}

/**
 * The page on which a PI decides who is not in the chat. A GET decides nothing: mail programs open links by themselves.
 * Enter never approves: each verdict has a form of its own, and the one of Approve has no field to press Enter in.
 */
export async function decisionRoutes(app: FastifyInstance, page: DecisionPage): Promise<void> {
  const { site, deciding, isHttps } = page;
  const dead = (reply: FastifyReply, kind: keyof typeof DEAD) =>
    sendHtml(reply, DEAD[kind].status, messagePage(site, DEAD[kind].title, DEAD[kind].line));
  const said = (reply: FastifyReply, what: string) => {
    const [verdict = "", address] = what.split(" ");
    const { title, line } = DONE[verdict as Verdict] ?? DONE.unknown;
    return sendHtml(
      reply,
      200,
      messagePage(site, title, address ? `Thank you. The request is passed on to ${address}.` : line),
    );
  };

  app.get<{ Querystring: Record<string, unknown> }>("/decide", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "decide", given, isHttps);
      return reply.redirect("/decide", 303);
    }
    const token = given || (readLinkCookie(request, "decide", isHttps) ?? "");
    if (token === "" && isBrowser(request)) return dead(reply, "no-cookie");
    const look = await deciding.look(token);
    return look.kind === "open"
      ? sendHtml(reply, 200, decisionPage(site, formOf(look.card, token)))
      : dead(reply, look.kind);
  });

  app.get("/decide/done", async (request, reply) => {
    const what = readLinkCookie(request, "done", isHttps);
    return what === undefined ? reply.redirect("/decide", 303) : said(reply, what);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/decide", async (request, reply) => {
    const { body } = request;
    const [token, verdict] = [fieldText(body?.token).trim(), fieldText(body?.verdict)];
    const reason = tidyText(fieldText(body?.reason));
    const other = tidy(fieldText(body?.other).slice(0, MAX_ADDRESS));
    const look = await deciding.look(token);
    if (look.kind !== "open") return dead(reply, look.kind);
    const again = (problem: string) =>
      sendHtml(
        reply,
        400,
        decisionPage(site, { ...formOf(look.card, token), problem, typed: { reason, other } }),
      );
    const contradiction = contradictionIn({ verdict, reason, other });
    if (contradiction) return again(contradiction);
    const done = (what: string) => answerDone(request, reply, what);
    const tooLate = (line: Line) =>
      sendHtml(reply, 409, messagePage(site, "Not decided", formatLine(line, site.timeZone)));

    switch (verdict) {
      case "approved":
      case "denied": {
        if (verdict === "denied" && reason === "")
          return again("Please say why not: the person who asked will want to know.");
        const late = await deciding.decide(token, verdict, reason.slice(0, MAX_REASON));
        return late ? tooLate(late) : done(verdict);
      }
      case "reassign": {
        const { late, fault } = await deciding.handOn(token, other);
        if (fault) return again(fault);
        return late ? tooLate(late) : done(`not-mine ${other}`.trim());
      }
      default:
        return again("Please choose Approve or Deny, or say that it is not yours.");
    }
  });

  /** A browser is led to another page, so that neither Back nor Reload sends the form again. */
  function answerDone(request: FastifyRequest, reply: FastifyReply, what: string) {
    if (!isBrowser(request)) return said(reply, what);
    setLinkCookie(reply, "done", what, isHttps);
    return reply.redirect("/decide/done", 303);
  }

  function formOf({ title, facts, reason, plan }: Shown, token: string): DecisionForm {
    // That it waits for the reader they know: they are reading it.
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
/** RFC 5321 §4.5.3.1.3, less the angle brackets. */
const MAX_ADDRESS = 254;

type Verdict = "approved" | "denied" | "reassign";

/** What was written speaks against what was pressed: then nothing is decided, and nothing of it is lost. */
function contradictionIn(form: {
  readonly verdict: string;
  readonly reason: string;
  readonly other: string;
}): string | undefined {
  const { verdict, reason, other } = form;
  if (verdict === "approved" && (reason !== "" || other !== "")) {
    return reason !== ""
      ? "You pressed Approve, and you also wrote a reason against it. Please clear the reason to approve, or press Deny."
      : "You pressed Approve, and you also named somebody else to decide. Please clear their address to approve, or press Not mine.";
  }
  if (verdict === "denied" && other !== "") {
    return "You pressed Deny, and you also named somebody else to decide. Please clear their address to deny, or press Not mine.";
  }
  if (verdict === "reassign" && reason !== "") {
    return "You pressed Not mine, and you also wrote a reason to deny. Please clear the reason to pass the request on, or press Deny.";
  }
  return undefined;
}

const DONE: Readonly<Record<Verdict | "unknown", { readonly title: string; readonly line: string }>> = {
  approved: { title: "You have approved it", line: "Thank you. We tell the person who asked." },
  denied: { title: "You have denied it", line: "Thank you. We tell the person who asked, with your reason." },
  reassign: { title: "It is not yours", line: "Thank you. The admins find out whose it is." },
  unknown: { title: "Thank you", line: "There is nothing left for you to do." },
};

const DEAD = {
  unknown: {
    status: 404,
    title: "This link does not work",
    line: "Please open it from the mail once more; a part of it may be missing. If the request was passed to somebody else, it is theirs now.",
  },
  "no-cookie": {
    status: 404,
    title: "Please open the link again",
    line: "Open it from your mail. This page needs one cookie, to keep the link out of the address bar.",
  },
  expired: { status: 410, title: "This link has expired", line: "An admin decides now." },
  replaced: {
    status: 410,
    title: "This link no longer works",
    line: "Our links were renewed. Use the one in our newest mail, or ask for a new one at the address below.",
  },
  decided: { status: 410, title: "This is decided already", line: "There is nothing left for you to do." },
} as const;
