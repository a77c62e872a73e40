import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Field } from "../view/form.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { confirmRequestPage } from "./confirm-request-page.ts";
import { fieldText } from "./field-text.ts";
import { formValues } from "./form-values.ts";
import { formatLine } from "./format-line.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Site } from "./pages.ts";

type Answers = Readonly<Record<string, string>>;

/** What the page needs from `handlers/confirm-by-link.ts`. */
export interface ConfirmationLinks {
  inspect(token: string): Promise<
    | {
        readonly kind: "open";
        readonly by: string;
        readonly project: string;
        readonly fields: readonly Field[];
      }
    | { readonly kind: "answered" | "unknown" | "expired" | "replaced" }
  >;
  confirm(
    token: string,
    values: Answers,
  ): Promise<{ readonly errors: Answers } | { readonly denial: Line } | undefined>;
  decline(token: string): Promise<Line | undefined>;
}

interface ConfirmRequestDeps {
  readonly site: Site;
  readonly links: ConfirmationLinks;
}

const PATH = "/request/confirm";

/** The page where someone confirms an account that someone else has requested for them. The page of the request links to it. */
export async function confirmRequestRoutes(
  app: FastifyInstance,
  { site, links }: ConfirmRequestDeps,
): Promise<void> {
  app.get<{ Querystring: Record<string, unknown> }>(PATH, async (request, reply) => {
    const token = fieldText(request.query.token) || (readLinkCookie(request, "request", site) ?? "");
    return show(request, reply, token, {});
  });

  app.post<{ Body: Record<string, unknown> | undefined }>(PATH, async (request, reply) => {
    const token = fieldText(request.body?.token).trim();
    const found = await links.inspect(token);
    // The page of the request says what happened to it, or that the link doesn't work.
    if (found.kind !== "open") return reply.redirect(`/request?token=${encodeURIComponent(token)}`, 303);
    const typed = formValues(found.fields, request.body);
    const failed = await links.confirm(token, typed);
    if (failed && "errors" in failed) return show(request, reply, token, { typed, errors: failed.errors });
    if (failed) {
      const problem = formatLine(failed.denial, site.timeZone);
      return show(request, reply, token, { typed, problem });
    }
    return sendDone(request, reply, "confirmed", token);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/request/decline", async (request, reply) => {
    const token = fieldText(request.body?.token).trim();
    const late = await links.decline(token);
    if (late) return reply.redirect(`/request?token=${encodeURIComponent(token)}`, 303);
    return sendDone(request, reply, "declined", token);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    {
      typed = {},
      errors = {},
      problem,
    }: { readonly typed?: Answers; readonly errors?: Answers; readonly problem?: string },
  ) {
    const found = await links.inspect(token);
    if (found.kind !== "open") return reply.redirect("/request", 303);
    const pageText = pageTextFor(request, site);
    const isWrong = problem !== undefined || Object.keys(errors).length > 0;
    const shown = { ...found, token, typed, errors, problem };
    return sendHtml(reply, isWrong ? 400 : 200, confirmRequestPage(site, pageText, shown));
  }

  /** Redirects a browser back to the request, so that neither Back nor Reload sends the form again. */
  function sendDone(
    request: FastifyRequest,
    reply: FastifyReply,
    done: "confirmed" | "declined",
    token: string,
  ) {
    if (!isBrowser(request)) {
      const pageText = pageTextFor(request, site);
      const { thanks, done: texts } = pageText.request;
      return sendHtml(reply, 200, localizedPage(site, pageText, { title: thanks, lines: [texts[done]] }));
    }
    setLinkCookie(reply, "request", token, site);
    setLinkCookie(reply, "done", done, site);
    return reply.redirect("/request", 303);
  }
}
