import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tidyText } from "../intake/draft.ts";
import { formatDay } from "../view/languages.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formatLine } from "./format-line.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Problem, type Site } from "./pages.ts";
import {
  ROSTER_ACTIONS,
  type RosterPageAction,
  type RosterShown,
  type RosterTyped,
  rosterPage,
} from "./roster-page.ts";
import type { PageText } from "./text/page-text.ts";

type DeadLink = "unknown" | "expired" | "replaced";
type Refusal = keyof PageText["roster"]["problem"] | keyof NonNullable<PageText["roster"]["problems"]>;

/** What the page needs from `handlers/roster-by-link.ts`. */
export interface RosterLinks {
  inspect(token: string): Promise<
    | ({ readonly kind: "shown" } & Omit<RosterShown, "people" | "invitations" | "removals" | "token"> & {
          readonly people: readonly (Omit<RosterShown["people"][number], "since" | "end"> & {
            readonly since: Date;
          })[];
          readonly invitations: readonly (Omit<RosterShown["invitations"][number], "until"> & {
            readonly until: Date;
          })[];
          readonly removals: readonly {
            readonly id: number;
            readonly name: string;
            readonly at: Date | null;
          }[];
        })
    | { readonly kind: DeadLink }
  >;
  act(
    token: string,
    action: RosterPageAction,
    typed: RosterTyped,
  ): Promise<
    | undefined
    | {
        readonly kind: "refused";
        readonly problem: Refusal;
        /** The sentence of the chat. */
        readonly text: string;
        readonly who: string;
        readonly field: string | undefined;
      }
    | { readonly kind: "late"; readonly why: Line }
    | { readonly kind: DeadLink }
  >;
}

export interface RosterRoutesDeps {
  readonly site: Site;
  readonly links: RosterLinks;
}

/** The fields of the forms, by the fields of the forms in the chat. */
const FIELDS: Readonly<Partial<Record<string, "email" | "ends">>> = {
  person: "email",
  mail: "email",
  ends: "ends",
};

const MAX_REASON = 3000;
const STATUS = { unknown: 404, expired: 404, replaced: 410 } as const;

/** The page of a project, where its PI and managers change who is in it. A GET changes nothing. */
export async function rosterRoutes(app: FastifyInstance, page: RosterRoutesDeps): Promise<void> {
  const { site, links } = page;

  async function load(token: string, { language }: PageText): Promise<RosterShown | DeadLink> {
    const shown = await links.inspect(token);
    if (shown.kind !== "shown") return shown.kind;
    const day = (at: Date) => dayOf(at, site.timeZone, language);
    return {
      ...shown,
      token,
      people: shown.people.map(({ since, endsOn, ...person }) => ({
        ...person,
        since: day(since),
        endsOn,
        end: endsOn ? formatDay(endsOn, language) : undefined,
      })),
      invitations: shown.invitations.map(({ until, ...rest }) => ({ ...rest, until: day(until) })),
      removals: shown.removals.map(({ id, name }) => ({ id, name })),
    };
  }
  const showDead = (reply: FastifyReply, pageText: PageText, kind: DeadLink) => {
    const { title, line } = pageText.roster.dead[kind];
    return sendHtml(reply, STATUS[kind], localizedPage(site, pageText, { title, lines: [line] }));
  };

  app.get<{ Querystring: Record<string, unknown> }>("/project", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "project", given, site);
      return reply.redirect("/project", 303);
    }
    const token = given || (readLinkCookie(request, "project", site) ?? "");
    const pageText = pageTextFor(request, site);
    const shown = await load(token, pageText);
    if (typeof shown === "string") return showDead(reply, pageText, shown);
    const action = readLinkCookie(request, "done", site);
    if (action !== undefined) clearLinkCookie(reply, "done", site);
    const done = pageText.roster.done[action as RosterPageAction];
    return sendHtml(reply, 200, rosterPage(site, pageText, { ...shown, done }));
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/project", async (request, reply) => {
    const { body } = request;
    const token = fieldText(body?.token).trim();
    const pageText = pageTextFor(request, site);
    const shown = await load(token, pageText);
    if (typeof shown === "string") return showDead(reply, pageText, shown);
    const action = ROSTER_ACTIONS.find((name) => name === fieldText(body?.action));
    const typed = {
      about: fieldText(body?.about),
      email: fieldText(body?.email),
      ends: fieldText(body?.ends),
      role: fieldText(body?.role),
      reason: tidyText(fieldText(body?.reason)),
    };
    const again = async (status: number, problem: Problem, field?: string) => {
      // It may have failed because of what someone else has done, so the page shows how it is now.
      const now = await load(token, pageText);
      if (typeof now === "string") return showDead(reply, pageText, now);
      const failed = { action, problem, field: field === undefined ? undefined : FIELDS[field], typed };
      return sendHtml(reply, status, rosterPage(site, pageText, { ...now, failed }));
    };
    if (!action) return again(400, pageText.roster.problem.gone);
    if (typed.reason.length > MAX_REASON) return again(400, pageText.request.tooLong(MAX_REASON));
    const failed = await links.act(token, action, typed);
    if (failed === undefined) return sendDone(request, reply, action, token);
    switch (failed.kind) {
      case "refused":
        return again(STATUS_OF[failed.problem] ?? 400, inWords(failed, pageText), failed.field);
      case "late":
        return again(409, inEnglish(formatLine(failed.why, site.timeZone), pageText));
      default:
        return showDead(reply, pageText, failed.kind);
    }
  });

  /** Redirects a browser back to the page, so that neither Back nor Reload sends the form again. */
  function sendDone(request: FastifyRequest, reply: FastifyReply, action: RosterPageAction, token: string) {
    if (!isBrowser(request)) {
      const pageText = pageTextFor(request, site);
      const { thanks, done } = pageText.roster;
      return sendHtml(reply, 200, localizedPage(site, pageText, { title: thanks, lines: [done[action]] }));
    }
    setLinkCookie(reply, "project", token, site);
    setLinkCookie(reply, "done", action, site);
    return reply.redirect("/project", 303);
  }
}

const STATUS_OF: Readonly<Partial<Record<Refusal, number>>> = {
  denied: 403,
  ...{ gone: 409, busy: 409, asked: 409, invited: 409, "invited-often": 409, "many-invitations": 409 },
};

/** The sentence in the reader's language. In English, it is that of the chat. */
function inWords(
  { problem, text, who }: { readonly problem: Refusal; readonly text: string; readonly who: string },
  { roster }: PageText,
): Problem {
  if (problem in roster.problem) return roster.problem[problem as keyof typeof roster.problem];
  return roster.problems?.[problem as keyof typeof roster.problems]?.(who) ?? text;
}

/** What something else than the page says is in English. */
const inEnglish = (sentence: string, { language }: PageText): Problem =>
  language === "en" ? sentence : { before: "", quoted: sentence, after: undefined };

/** "Mar 7, 2026" */
const dayOf = (at: Date, timeZone: string, language: string) =>
  new Intl.DateTimeFormat(language === "en" ? "en-US" : language, { dateStyle: "medium", timeZone }).format(
    at,
  );
