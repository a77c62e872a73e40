import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tidyText } from "../intake/draft.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formatLine, formatMoment } from "./format-line.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type RequestShown, requestPage, type Site } from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

/** What the page needs from `handlers/request-by-link.ts`. */
export interface RequestLinks {
  inspect(token: string): Promise<
    | {
        readonly kind: "shown";
        readonly id: number;
        readonly state: string;
        readonly withdrawable: boolean;
        readonly signs?: boolean;
        readonly correctable?: boolean;
        readonly confirms?: boolean;
        readonly question: { readonly byName: string; readonly text: string } | null;
        readonly steps: readonly { readonly text: string; readonly at: Date }[];
      }
    | { readonly kind: "unknown" | "expired" | "replaced" }
  >;
  answer(token: string, text: string): Promise<Line | undefined>;
  withdraw(token: string): Promise<Line | undefined>;
}

export interface RequestRoutesDeps {
  readonly site: Site;
  readonly links: RequestLinks;
}

const MAX_ANSWER = 3000;

/** The page where requesters who are not in the chat follow, answer and withdraw their request. A GET changes nothing. */
export async function requestRoutes(app: FastifyInstance, page: RequestRoutesDeps): Promise<void> {
  const { site, links } = page;

  async function load(token: string, { language }: PageText): Promise<RequestShown | keyof typeof STATUS> {
    const shown = await links.inspect(token);
    if (shown.kind !== "shown") return shown.kind;
    const steps = shown.steps.map(({ text, at }) => ({
      text,
      at: formatMoment(at, site.timeZone, language),
      iso: at.toISOString(),
    }));
    return { ...shown, steps, token };
  }
  const showDead = (reply: FastifyReply, pageText: PageText, kind: keyof typeof STATUS) => {
    const { title, line } = pageText.request.dead[kind === "expired" ? "unknown" : kind];
    return sendHtml(reply, STATUS[kind], localizedPage(site, pageText, { title, lines: [line] }));
  };

  app.get<{ Querystring: Record<string, unknown> }>("/request", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "request", given, site);
      return reply.redirect("/request", 303);
    }
    const token = given || (readLinkCookie(request, "request", site) ?? "");
    const pageText = pageTextFor(request, site);
    const shown = await load(token, pageText);
    if (typeof shown === "string") return showDead(reply, pageText, shown);
    const action = readLinkCookie(request, "done", site);
    if (action !== undefined) clearLinkCookie(reply, "done", site);
    const done = pageText.request.done[action as keyof PageText["request"]["done"]];
    return sendHtml(reply, 200, requestPage(site, pageText, { ...shown, done }));
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/request", async (request, reply) => {
    const { body } = request;
    const [token, action] = [fieldText(body?.token).trim(), fieldText(body?.action)];
    const text = tidyText(fieldText(body?.answer));
    const pageText = pageTextFor(request, site);
    const shown = await load(token, pageText);
    if (typeof shown === "string") return showDead(reply, pageText, shown);
    const { replyMissing, tooLong, choose } = pageText.request;
    const again = (status: number, problem: string) =>
      sendHtml(reply, status, requestPage(site, pageText, { ...shown, problem, typed: text }));
    switch (action) {
      case "answer": {
        if (text === "") return again(400, replyMissing);
        if (text.length > MAX_ANSWER) return again(400, tooLong(MAX_ANSWER));
        const late = await links.answer(token, text);
        return late ? again(409, formatLine(late, site.timeZone)) : sendDone(request, reply, action, token);
      }
      case "withdraw": {
        const late = await links.withdraw(token);
        return late ? again(409, formatLine(late, site.timeZone)) : sendDone(request, reply, action, token);
      }
      default:
        return again(400, choose);
    }
  });

  /** Redirects a browser back to the request, so that neither Back nor Reload sends the form again. */
  async function sendDone(
    request: FastifyRequest,
    reply: FastifyReply,
    action: RequesterAction,
    token: string,
  ) {
    if (!isBrowser(request)) {
      const pageText = pageTextFor(request, site);
      const { thanks, done } = pageText.request;
      return sendHtml(reply, 200, localizedPage(site, pageText, { title: thanks, lines: [done[action]] }));
    }
    setLinkCookie(reply, "request", token, site);
    setLinkCookie(reply, "done", action, site);
    return reply.redirect("/request", 303);
  }
}

const STATUS = { unknown: 404, expired: 404, replaced: 410 } as const;

type RequesterAction = "answer" | "withdraw";
