import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Field } from "../view/form.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { applyPage } from "./apply-page.ts";
import { fieldsInWords } from "./apply-words.ts";
import { fieldText } from "./field-text.ts";
import { formValues } from "./form-values.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Site } from "./pages.ts";
import { choosePageText } from "./text/choose-page-text.ts";
import type { PageText } from "./text/page-text.ts";

type DeadForm = "unknown" | "expired" | "tried" | "has-account";

/** What the page needs from `handlers/apply-by-link.ts`. */
export interface FormLinks {
  inspect(token: string): Promise<
    | {
        readonly kind: "open";
        readonly email: string;
        readonly language: string;
        readonly fields: readonly Field[];
      }
    | { readonly kind: "requested"; readonly requestToken: string }
    | { readonly kind: DeadForm }
  >;
  submit(
    token: string,
    values: Readonly<Record<string, string>>,
  ): Promise<
    | { readonly kind: "created" | "requested"; readonly requestToken: string }
    | { readonly kind: "invalid"; readonly errors: Readonly<Record<string, string>> }
    | { readonly kind: DeadForm }
  >;
}

interface ApplyRoutesDeps {
  readonly site: Site;
  readonly links: FormLinks;
}

const STATUS: Readonly<Record<DeadForm, number>> = {
  unknown: 404,
  expired: 410,
  tried: 410,
  "has-account": 409,
};

/**
 * The form for people outside of the chat, which opens by the link that proves their address. A GET changes nothing, because email
 * programs open links on their own.
 */
export async function applyRoutes(app: FastifyInstance, { site, links }: ApplyRoutesDeps): Promise<void> {
  app.get<{ Querystring: Record<string, unknown> }>("/apply/form", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "apply", given, site);
      return reply.redirect("/apply/form", 303);
    }
    const token = given || (readLinkCookie(request, "apply", site) ?? "");
    const found = await links.inspect(token);
    if (found.kind === "requested") return showRequest(request, reply, "requested", found.requestToken);
    if (found.kind !== "open") return showDead(request, reply, found.kind);
    return showForm(request, reply, { ...found, token, values: {}, errors: {} });
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/apply/form", async (request, reply) => {
    const token = fieldText(request.body?.token).trim();
    const found = await links.inspect(token);
    if (found.kind === "requested") return showRequest(request, reply, "requested", found.requestToken);
    if (found.kind !== "open") return showDead(request, reply, found.kind);
    const values = formValues(found.fields, request.body);
    const sent = await links.submit(token, values);
    if (sent.kind === "created" || sent.kind === "requested")
      return showRequest(request, reply, sent.kind, sent.requestToken);
    if (sent.kind !== "invalid") return showDead(request, reply, sent.kind);
    return showForm(request, reply, { ...found, token, values, errors: sent.errors });
  });

  function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    form: {
      readonly token: string;
      readonly email: string;
      readonly language: string;
      readonly fields: readonly Field[];
      readonly values: Readonly<Record<string, string>>;
      readonly errors: Readonly<Record<string, string>>;
    },
  ) {
    const pageText = isBrowser(request) ? choosePageText(form.language, site.language) : textOf(request);
    const fields = fieldsInWords(form.fields, { ...form, keepsPin: false }, pageText);
    const hasErrors = Object.keys(form.errors).length > 0;
    const { title, line, submit } = pageText.apply;
    const shown = {
      token: form.token,
      title,
      lines: [line(form.email)],
      submit,
      action: "/apply/form",
      fields,
    };
    return sendHtml(reply, hasErrors ? 400 : 200, applyPage(site, pageText, shown));
  }

  const textOf = (request: FastifyRequest): PageText => pageTextFor(request, site);

  /** The request has a page of its own, so that neither Back nor Reload sends the form again. */
  function showRequest(
    request: FastifyRequest,
    reply: FastifyReply,
    done: "created" | "requested",
    requestToken: string,
  ) {
    const pageText = textOf(request);
    if (!isBrowser(request)) {
      const { thanks, done: lines } = pageText.request;
      return sendHtml(reply, 200, localizedPage(site, pageText, { title: thanks, lines: [lines[done]] }));
    }
    clearLinkCookie(reply, "apply", site);
    setLinkCookie(reply, "request", requestToken, site);
    setLinkCookie(reply, "done", done, site);
    return reply.redirect("/request", 303);
  }

  function showDead(request: FastifyRequest, reply: FastifyReply, kind: DeadForm) {
    const pageText = textOf(request);
    const { dead, askAgain } = pageText.apply;
    const { title, line } = dead[kind];
    const link = kind === "has-account" ? {} : { link: { href: "/apply", label: askAgain } };
    return sendHtml(reply, STATUS[kind], localizedPage(site, pageText, { title, lines: [line], ...link }));
  }
}
