import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tidy, tidyText } from "../intake/draft.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formatLine } from "./format-line.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { type DecisionForm, decisionPage, localizedPage, type Site } from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

/** What the page needs from `handlers/decision-by-link.ts`. */
export interface DecisionLinks {
  inspect(
    token: string,
  ): Promise<
    | { readonly kind: "open"; readonly card: DecisionView; readonly seen: string }
    | { readonly kind: Exclude<keyof typeof STATUS, "no-cookie"> }
  >;
  decide(
    token: string,
    verdict: "approved" | "denied",
    reason: string,
    seen: string,
  ): Promise<Line | undefined>;
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
  /** What the reader can do. */
  readonly buttons: readonly { readonly action: string }[];
}

/**
 * The page where PIs decide who are not in the chat. A GET decides nothing, because email programs open links on their own.
 * Enter never approves: each verdict has its own form, and the form of Approve has no field to press Enter in.
 */
export async function decisionRoutes(app: FastifyInstance, page: DecisionRoutesDeps): Promise<void> {
  const { site, links } = page;
  const textFor = (request: FastifyRequest) => pageTextFor(request, site);
  const show = (
    reply: FastifyReply,
    status: number,
    pageText: PageText,
    { title, line }: { readonly title: string; readonly line: string },
  ) => sendHtml(reply, status, localizedPage(site, pageText, { title, lines: [line] }));
  const showDead = (request: FastifyRequest, reply: FastifyReply, kind: keyof typeof STATUS) => {
    const pageText = textFor(request);
    return show(reply, STATUS[kind], pageText, pageText.decision.dead[kind]);
  };
  const showDone = (request: FastifyRequest, reply: FastifyReply, what: string) => {
    const pageText = textFor(request);
    const { done, reassignedTo } = pageText.decision;
    const [verdict = "", address] = what.split(" ");
    const { title, line } = done[verdict as Verdict] ?? done.unknown;
    return show(reply, 200, pageText, { title, line: address ? reassignedTo(address) : line });
  };

  app.get<{ Querystring: Record<string, unknown> }>("/decide", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "decide", given, site);
      return reply.redirect("/decide", 303);
    }
    const token = given || (readLinkCookie(request, "decide", site) ?? "");
    if (token === "" && isBrowser(request)) return showDead(request, reply, "no-cookie");
    const inspected = await links.inspect(token);
    return inspected.kind === "open"
      ? sendHtml(reply, 200, decisionPage(site, textFor(request), toForm(inspected, token)))
      : showDead(request, reply, inspected.kind);
  });

  app.get("/decide/done", async (request, reply) => {
    const what = readLinkCookie(request, "done", site);
    return what === undefined ? reply.redirect("/decide", 303) : showDone(request, reply, what);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/decide", async (request, reply) => {
    const { body } = request;
    const [token, verdict] = [fieldText(body?.token).trim(), fieldText(body?.verdict)];
    const reason = tidyText(fieldText(body?.reason));
    const other = tidy(fieldText(body?.other).slice(0, MAX_ADDRESS));
    const inspected = await links.inspect(token);
    if (inspected.kind !== "open") return showDead(request, reply, inspected.kind);
    const pageText = textFor(request);
    const { contradictions, late: lateTitle, reasonMissing, tooLong, choose } = pageText.decision;
    const again = (problem: string) =>
      sendHtml(
        reply,
        400,
        decisionPage(site, pageText, { ...toForm(inspected, token), problem, typed: { reason, other } }),
      );
    const contradiction = findContradiction({ verdict, reason, other });
    if (contradiction) return again(contradictions[contradiction]);
    const done = (what: string) => answerDone(request, reply, what);
    const tooLate = (line: Line) =>
      show(reply, 409, pageText, { title: lateTitle, line: formatLine(line, site.timeZone) });

    switch (verdict) {
      case "approved":
      case "denied": {
        if (verdict === "denied" && reason === "") return again(reasonMissing);
        if (reason.length > MAX_REASON) return again(tooLong(MAX_REASON));
        const late = await links.decide(token, verdict, reason, fieldText(body?.seen));
        return late ? tooLate(late) : done(verdict);
      }
      case "reassign": {
        if (!passesOn(inspected.card)) return again(choose);
        const { late, error } = await links.reassign(token, other);
        if (error) return again(error);
        return late ? tooLate(late) : done(`reassign ${other}`.trim());
      }
      default:
        return again(choose);
    }
  });

  /** Redirects a browser to another page, so that neither Back nor Reload sends the form again. */
  function answerDone(request: FastifyRequest, reply: FastifyReply, what: string) {
    if (!isBrowser(request)) return showDone(request, reply, what);
    setLinkCookie(reply, "done", what, site);
    return reply.redirect("/decide/done", 303);
  }

  function toForm(
    { card, seen }: { readonly card: DecisionView; readonly seen: string },
    token: string,
  ): DecisionForm {
    const { title, facts, reason, plan } = card;
    // The reader knows that it waits for them.
    const theirs = facts.filter(({ label }) => label !== "State");
    return {
      title,
      reason,
      plan,
      token,
      seen,
      passesOn: passesOn(card),
      facts: theirs.map(({ label, value }) => ({ label, value: formatLine(value, site.timeZone) })),
    };
  }
}

/** Who decides about a group, or whether to lead a project, can't pass that on. */
const passesOn = ({ buttons }: DecisionView): boolean => buttons.some(({ action }) => action === "reassign");

const MAX_REASON = 1000;
/** The limit of RFC 5321 §4.5.3.1.3, without the angle brackets. */
const MAX_ADDRESS = 254;

type Verdict = "approved" | "denied" | "reassign";

/** Finds text in another form that contradicts the button. Then nothing is decided, and nothing that was typed is lost. */
function findContradiction(form: {
  readonly verdict: string;
  readonly reason: string;
  readonly other: string;
}): keyof PageText["decision"]["contradictions"] | undefined {
  const { verdict, reason, other } = form;
  if (verdict === "approved" && reason !== "") return "approvedWithReason";
  if (verdict === "approved" && other !== "") return "approvedWithPerson";
  if (verdict === "denied" && other !== "") return "deniedWithPerson";
  if (verdict === "reassign" && reason !== "") return "reassignedWithReason";
  return undefined;
}

const STATUS = {
  ...{ unknown: 404, "no-cookie": 404 },
  ...{ expired: 410, replaced: 410, decided: 410, withdrawn: 410, "not-handed-over": 410, over: 410 },
} as const;
