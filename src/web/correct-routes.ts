import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Field } from "../view/form.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldsInWords } from "./apply-words.ts";
import { fieldText } from "./field-text.ts";
import { formatLine } from "./format-line.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { applyPage, localizedPage, type Site } from "./pages.ts";
import { readAnswers } from "./read-answers.ts";

type Answers = Readonly<Record<string, string>>;

/** What the page needs from `handlers/correct-by-link.ts`. */
export interface CorrectionLinks {
  inspect(
    token: string,
  ): Promise<
    | { readonly kind: "open"; readonly fields: readonly Field[]; readonly values: Answers }
    | { readonly kind: "late" | "unknown" | "expired" | "replaced" }
  >;
  correct(
    token: string,
    values: Answers,
  ): Promise<{ readonly errors: Answers } | { readonly denial: Line } | undefined>;
}

interface CorrectRoutesDeps {
  readonly site: Site;
  readonly links: CorrectionLinks;
}

const PATH = "/request/correct";

/** The page where requesters correct their answers, which the page of their request links to. A GET changes nothing. */
export async function correctRoutes(app: FastifyInstance, { site, links }: CorrectRoutesDeps): Promise<void> {
  app.get<{ Querystring: Record<string, unknown> }>(PATH, async (request, reply) => {
    const token = fieldText(request.query.token) || (readLinkCookie(request, "request", site) ?? "");
    return show(request, reply, token, {});
  });

  app.post<{ Body: Record<string, unknown> | undefined }>(PATH, async (request, reply) => {
    const token = fieldText(request.body?.token).trim();
    const found = await links.inspect(token);
    // The page of the request says what happened to it, or that the link doesn't work.
    if (found.kind !== "open") return reply.redirect(`/request?token=${encodeURIComponent(token)}`, 303);
    const typed = readAnswers(found.fields, request.body);
    const failed = await links.correct(token, typed);
    if (failed && "errors" in failed) return show(request, reply, token, { typed, errors: failed.errors });
    if (failed) {
      const problem = formatLine(failed.denial, site.timeZone);
      return show(request, reply, token, { typed, problem });
    }
    if (!isBrowser(request)) {
      const pageText = pageTextFor(request, site);
      const { thanks, done } = pageText.request;
      return sendHtml(reply, 200, localizedPage(site, pageText, { title: thanks, lines: [done.corrected] }));
    }
    setLinkCookie(reply, "request", token, site);
    setLinkCookie(reply, "done", "corrected", site);
    return reply.redirect("/request", 303);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    {
      typed,
      errors = {},
      problem,
    }: { readonly typed?: Answers; readonly errors?: Answers; readonly problem?: string },
  ) {
    const found = await links.inspect(token);
    if (found.kind !== "open") return reply.redirect("/request", 303);
    const pageText = pageTextFor(request, site);
    const filled = { values: typed ?? found.values, errors, keepsPin: true };
    const fields = fieldsInWords(found.fields, filled, pageText);
    const { correctTitle: title, correctLine: line, save: submit } = pageText.apply;
    const isWrong = problem !== undefined || Object.keys(errors).length > 0;
    const form = { token, title, line, submit, action: PATH, fields, problem };
    return sendHtml(reply, isWrong ? 400 : 200, applyPage(site, pageText, form));
  }
}
