import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { formatDay } from "../view/languages.ts";
import { lastDay } from "../view/last-day.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formatLine } from "./format-line.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type RosterShown, rosterPage, type Site } from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

type DeadLink = "unknown" | "expired" | "replaced";
const ACTIONS = ["invite", "take-back", "remove", "promote", "demote", "undo", "leave"] as const;
export type RosterPageAction = (typeof ACTIONS)[number];

/** What the page needs from `handlers/roster-by-link.ts`. */
export interface RosterLinks {
  inspect(token: string): Promise<
    | ({ readonly kind: "shown" } & Omit<RosterShown, "people" | "invitations" | "removals" | "token"> & {
          readonly people: readonly (Omit<RosterShown["people"][number], "since" | "end"> & {
            readonly since: Date;
            readonly endsAt: Date | null | undefined;
          })[];
          readonly invitations: readonly {
            readonly id: string;
            readonly name: string;
            readonly until: Date;
          }[];
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
    given: { readonly about: string; readonly email: string; readonly ends: string },
  ): Promise<
    undefined | "denied" | "gone" | "address" | "date" | { readonly why: Line } | { readonly kind: DeadLink }
  >;
}

export interface RosterRoutesDeps {
  readonly site: Site;
  readonly links: RosterLinks;
}

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
      people: shown.people.map(({ since, endsAt, ...person }) => ({
        ...person,
        since: day(since),
        end: endsAt ? formatDay(lastDay(endsAt), language) : undefined,
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
    const action = ACTIONS.find((name) => name === fieldText(body?.action));
    const given = {
      about: fieldText(body?.about),
      email: fieldText(body?.email),
      ends: fieldText(body?.ends),
    };
    const again = (status: number, problem: string) =>
      sendHtml(reply, status, rosterPage(site, pageText, { ...shown, problem, typed: given }));
    const { problem } = pageText.roster;
    if (!action) return again(400, problem.gone);
    const failed = await links.act(token, action, given);
    if (failed === undefined) return sendDone(request, reply, action, token);
    if (typeof failed === "string") return again(failed === "denied" ? 403 : 400, problem[failed]);
    if ("kind" in failed) return showDead(reply, pageText, failed.kind);
    return again(409, formatLine(failed.why, site.timeZone));
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

/** "Mar 7, 2026" */
const dayOf = (at: Date, timeZone: string, language: string) =>
  new Intl.DateTimeFormat(language === "en" ? "en-US" : language, { dateStyle: "medium", timeZone }).format(
    at,
  );
