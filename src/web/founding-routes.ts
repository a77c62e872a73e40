import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tidyText } from "../intake/draft.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formatLine } from "./format-line.ts";
import { type FoundingForm, type FoundingShown, foundingPage } from "./founding-page.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Site } from "./pages.ts";

type Answers = Readonly<Record<string, string>>;
type Dead = "unknown" | "expired" | "replaced" | "no-account";

/** What the page needs from `handlers/founding-by-link.ts`. */
export interface FoundingLinks {
  inspect(token: string): Promise<({ readonly kind: "open" } & FoundingForm) | { readonly kind: Dead }>;
  submit(
    token: string,
    form: string,
    values: Answers,
  ): Promise<
    | { readonly kind: "created" | "requested"; readonly requestToken: string }
    | { readonly kind: "invalid"; readonly errors: Answers }
    | { readonly kind: "late"; readonly why: Line }
    | { readonly kind: Dead }
  >;
}

interface FoundingRoutesDeps {
  readonly site: Site;
  readonly links: FoundingLinks;
}

const PATH = "/project/new";
const STATUS: Readonly<Record<Dead, number>> = {
  unknown: 404,
  expired: 404,
  replaced: 410,
  "no-account": 403,
};

/** The form for a new project, which the page of a project links to, and which opens with the same link. A GET changes nothing. */
export async function foundingRoutes(
  app: FastifyInstance,
  { site, links }: FoundingRoutesDeps,
): Promise<void> {
  app.get<{ Querystring: Record<string, unknown> }>(PATH, async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "project", given, site);
      return reply.redirect(PATH, 303);
    }
    const token = given || (readLinkCookie(request, "project", site) ?? "");
    const found = await links.inspect(token);
    if (found.kind !== "open") return showDead(request, reply, found.kind);
    return show(request, reply, 200, { ...found, token, form: randomUUID() });
  });

  app.post<{ Body: Record<string, unknown> | undefined }>(PATH, async (request, reply) => {
    const { body } = request;
    const [token, form] = [fieldText(body?.token).trim(), fieldText(body?.form)];
    const found = await links.inspect(token);
    if (found.kind !== "open") return showDead(request, reply, found.kind);
    const values = Object.fromEntries(
      found.fields.map(({ name }) => [name, tidyText(fieldText(body?.[name]))]),
    );
    const sent = await links.submit(token, form, values);
    switch (sent.kind) {
      case "created":
      case "requested":
        return showRequest(request, reply, sent.kind, sent.requestToken);
      case "invalid":
        return show(request, reply, 400, { ...found, token, form, values, errors: sent.errors });
      case "late": {
        const why = formatLine(sent.why, site.timeZone);
        return show(request, reply, 409, { ...found, token, form, values, why });
      }
      default:
        return showDead(request, reply, sent.kind);
    }
  });

  const show = (request: FastifyRequest, reply: FastifyReply, status: number, shown: FoundingShown) =>
    sendHtml(reply, status, foundingPage(site, pageTextFor(request, site), shown));

  /** The request has a page of its own, so that neither Back nor Reload sends the form again. */
  function showRequest(
    request: FastifyRequest,
    reply: FastifyReply,
    done: "created" | "requested",
    requestToken: string,
  ) {
    if (!isBrowser(request)) {
      const pageText = pageTextFor(request, site);
      const { thanks, done: lines } = pageText.request;
      return sendHtml(reply, 200, localizedPage(site, pageText, { title: thanks, lines: [lines[done]] }));
    }
    setLinkCookie(reply, "request", requestToken, site);
    setLinkCookie(reply, "done", done, site);
    return reply.redirect("/request", 303);
  }

  function showDead(request: FastifyRequest, reply: FastifyReply, kind: Dead) {
    const pageText = pageTextFor(request, site);
    const { title, line } = kind === "no-account" ? pageText.founding.noAccount : pageText.roster.dead[kind];
    return sendHtml(reply, STATUS[kind], localizedPage(site, pageText, { title, lines: [line] }));
  }
}
