import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tidyText } from "../intake/draft.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formatLine, formatMoment } from "./format-line.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { messagePage, type RequestShown, requestPage, type Site } from "./pages.ts";

/** What the page needs from `handlers/request-by-link.ts`. */
export interface RequestLinks {
  inspect(token: string): Promise<
    | {
        readonly kind: "shown";
        readonly id: number;
        readonly state: string;
        readonly withdrawable: boolean;
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

  async function load(token: string): Promise<RequestShown | keyof typeof LINK_ERRORS> {
    const shown = await links.inspect(token);
    if (shown.kind !== "shown") return shown.kind;
    const steps = shown.steps.map(({ text, at }) => ({
      text,
      at: formatMoment(at, site.timeZone),
      iso: at.toISOString(),
    }));
    return { ...shown, steps, token };
  }
  const showDead = (reply: FastifyReply, kind: keyof typeof LINK_ERRORS) => {
    const { status, title, line } = LINK_ERRORS[kind];
    return sendHtml(reply, status, messagePage(site, title, line));
  };

  app.get<{ Querystring: Record<string, unknown> }>("/request", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "request", given, site);
      return reply.redirect("/request", 303);
    }
    const token = given || (readLinkCookie(request, "request", site) ?? "");
    const shown = await load(token);
    if (typeof shown === "string") return showDead(reply, shown);
    const action = readLinkCookie(request, "done", site);
    if (action !== undefined) clearLinkCookie(reply, "done", site);
    return sendHtml(reply, 200, requestPage(site, { ...shown, done: DONE[action as RequesterAction] }));
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/request", async (request, reply) => {
    const { body } = request;
    const [token, action] = [fieldText(body?.token).trim(), fieldText(body?.action)];
    const text = tidyText(fieldText(body?.answer));
    const shown = await load(token);
    if (typeof shown === "string") return showDead(reply, shown);
    const again = (status: number, problem: string) =>
      sendHtml(reply, status, requestPage(site, { ...shown, problem, typed: text }));
    switch (action) {
      case "answer": {
        if (text === "") return again(400, "Please write a reply first.");
        if (text.length > MAX_ANSWER) return again(400, `Please use at most ${MAX_ANSWER} characters.`);
        const late = await links.answer(token, text);
        return late ? again(409, formatLine(late, site.timeZone)) : sendDone(request, reply, action, token);
      }
      case "withdraw": {
        const late = await links.withdraw(token);
        return late ? again(409, formatLine(late, site.timeZone)) : sendDone(request, reply, action, token);
      }
      default:
        return again(400, "Please choose what to do.");
    }
  });

  /** Redirects a browser back to the request, so that neither Back nor Reload sends the form again. */
  async function sendDone(
    request: FastifyRequest,
    reply: FastifyReply,
    action: RequesterAction,
    token: string,
  ) {
    if (!isBrowser(request)) return sendHtml(reply, 200, messagePage(site, "Thank you", DONE[action]));
    setLinkCookie(reply, "request", token, site);
    setLinkCookie(reply, "done", action, site);
    return reply.redirect("/request", 303);
  }
}

const UNKNOWN = {
  status: 404,
  title: "This link doesn't work",
  line: "Open the link from your email again: it may be incomplete or very old.",
} as const;
const LINK_ERRORS = {
  unknown: UNKNOWN,
  expired: UNKNOWN,
  replaced: {
    status: 410,
    title: "This link no longer works",
    line: "We've renewed our links. Please use the one in our latest email, or contact us for a new one.",
  },
} as const;

type RequesterAction = "answer" | "withdraw";
const DONE: Readonly<Record<RequesterAction, string>> = {
  answer: "Your reply has been sent.",
  withdraw: "Your request has been withdrawn. You can apply again at any time.",
};
