import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Field } from "../view/form.ts";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { applyPage } from "./apply-page.ts";
import { fieldsInWords, type ShownField } from "./apply-words.ts";
import { fieldText } from "./field-text.ts";
import { formValues } from "./form-values.ts";
import { formatLine } from "./format-line.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Site } from "./pages.ts";

type Answers = Readonly<Record<string, string>>;

/** What the page needs from `handlers/correct-by-link.ts`. */
export interface CorrectionLinks {
  inspect(token: string): Promise<
    | {
        readonly kind: "open";
        readonly fields: readonly Field[];
        readonly values: Answers;
        readonly seen: string;
      }
    | { readonly kind: "late"; readonly fields: readonly Field[] }
    | { readonly kind: "unknown" | "expired" | "replaced" }
  >;
  correct(
    token: string,
    values: Answers,
    seen: string,
  ): Promise<{ readonly errors: Answers } | { readonly denial: Line; readonly isOld?: boolean } | undefined>;
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
    // The page of the request says that the link doesn't work.
    if (!("fields" in found)) return reply.redirect(`/request?token=${encodeURIComponent(token)}`, 303);
    const typed = formValues(found.fields, request.body);
    if (found.kind === "late") return showLate(request, reply, token, { typed, fields: found.fields });
    const seen = fieldText(request.body?.seen);
    const failed = await links.correct(token, typed, seen);
    if (failed && "errors" in failed)
      return show(request, reply, token, { typed, seen, errors: failed.errors });
    if (failed) {
      const problem = formatLine(failed.denial, site.timeZone);
      return show(request, reply, token, failed.isOld ? { problem } : { typed, seen, problem });
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
      seen,
      errors = {},
      problem,
    }: {
      readonly typed?: Answers;
      /** What the answers that were typed correct. */
      readonly seen?: string;
      readonly errors?: Answers;
      readonly problem?: string;
    },
  ) {
    const found = await links.inspect(token);
    if (found.kind === "late" && typed)
      return showLate(request, reply, token, { typed, fields: found.fields });
    if (found.kind !== "open") return reply.redirect("/request", 303);
    const pageText = pageTextFor(request, site);
    const filled = { values: typed ?? found.values, errors, keepsPin: true };
    const fields = fieldsInWords(found.fields, filled, pageText);
    const { correctTitle: title, correctLine: line, save: submit } = pageText.apply;
    const isWrong = problem !== undefined || Object.keys(errors).length > 0;
    const form = {
      ...{ token, title, lines: [line], submit, action: PATH, fields, problem },
      seen: seen || found.seen,
    };
    return sendHtml(reply, isWrong ? 400 : 200, applyPage(site, pageText, form));
  }

  /** Says why nothing was corrected, with everything that was typed, because the form is gone. */
  function showLate(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    { typed, fields }: { readonly typed: Answers; readonly fields: readonly Field[] },
  ) {
    const pageText = pageTextFor(request, site);
    const { title, line, typed: heading, back } = pageText.apply.late;
    const shown = fieldsInWords(fields, { values: typed, errors: {}, keepsPin: true }, pageText);
    if (isBrowser(request)) setLinkCookie(reply, "request", token, site);
    const link = { href: "/request", label: back };
    const kept = { heading, answers: shown.flatMap(answerOf) };
    return sendHtml(reply, 409, localizedPage(site, pageText, { title, lines: [line], kept, link }));
  }
}

/** What was chosen or typed in a field, as people read it. Empty for a field that was left blank. */
function answerOf({ label, value, choices }: ShownField): { label: string; value: string }[] {
  const chosen = choices.filter((one) => value.split(",").includes(one.value)).map((one) => one.label);
  const text = choices.length > 0 ? chosen.join(", ") : value;
  return text.trim() === "" ? [] : [{ label, value: text }];
}
