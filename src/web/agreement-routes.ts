import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Line } from "../view/notice.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { choicesOf } from "./form-values.ts";
import { formatLine } from "./format-line.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type SignDocument, type Site, signPage } from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

/** What the page needs from `handlers/agreements-by-link.ts`. */
export interface AgreementLinks {
  inspect(
    token: string,
  ): Promise<
    | { readonly kind: "shown"; readonly name: string; readonly documents: readonly SignDocument[] }
    | { readonly kind: DeadLink }
  >;
  sign(
    token: string,
    hashes: readonly string[],
    from: string,
  ): Promise<
    | { readonly kind: "signed"; readonly left: readonly unknown[] }
    | { readonly kind: "changed" | "nothing" }
    | { readonly kind: "refused"; readonly why: Line }
    | { readonly kind: DeadLink }
  >;
}

export interface AgreementRoutesDeps {
  readonly site: Site;
  readonly links: AgreementLinks;
}

type DeadLink = "unknown" | "expired" | "replaced";
const STATUS = { unknown: 404, expired: 404, replaced: 410 } as const;

/** The page where people read and sign agreements. A GET signs nothing, because email programs open links on their own. */
export async function agreementRoutes(
  app: FastifyInstance,
  { site, links }: AgreementRoutesDeps,
): Promise<void> {
  const say = (
    reply: FastifyReply,
    status: number,
    pageText: PageText,
    { title, line }: { readonly title: string; readonly line: string },
  ) => sendHtml(reply, status, localizedPage(site, pageText, { title, lines: [line] }));
  const showDead = (reply: FastifyReply, pageText: PageText, kind: DeadLink) =>
    say(reply, STATUS[kind], pageText, pageText.request.dead[kind === "expired" ? "unknown" : kind]);

  app.get<{ Querystring: Record<string, unknown> }>("/agreements", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "sign", given, site);
      return reply.redirect("/agreements", 303);
    }
    const token = given || (readLinkCookie(request, "sign", site) ?? "");
    return show(request, reply, { token });
  });

  app.get("/agreements/signed", async (request, reply) => {
    const pageText = pageTextFor(request, site);
    return say(reply, 200, pageText, pageText.sign.done);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/agreements", async (request, reply) => {
    const token = fieldText(request.body?.token).trim();
    const checked = choicesOf(request.body?.sign);
    const { sign } = pageTextFor(request, site);
    if (checked.length === 0) return show(request, reply, { token, problem: sign.choose, status: 400 });
    const signed = await links.sign(token, checked, request.ip);
    switch (signed.kind) {
      case "signed":
        return signed.left.length === 0 ? sendDone(request, reply) : show(request, reply, { token });
      case "changed":
        return show(request, reply, { token, problem: sign.changed, status: 409 });
      case "nothing":
        return show(request, reply, { token, checked });
      case "refused":
        return say(reply, 409, pageTextFor(request, site), {
          title: sign.late,
          line: formatLine(signed.why, site.timeZone),
        });
      default:
        return showDead(reply, pageTextFor(request, site), signed.kind);
    }
  });

  interface Shown {
    readonly token: string;
    readonly problem?: string;
    readonly checked?: readonly string[];
    readonly status?: number;
  }

  async function show(request: FastifyRequest, reply: FastifyReply, { status = 200, ...shown }: Shown) {
    const pageText = pageTextFor(request, site);
    const inspected = await links.inspect(shown.token);
    if (inspected.kind !== "shown") return showDead(reply, pageText, inspected.kind);
    const { name, documents } = inspected;
    if (documents.length === 0) return say(reply, 200, pageText, pageText.sign.nothing);
    return sendHtml(reply, status, signPage(site, pageText, { ...shown, name, documents }));
  }

  /** Redirects a browser to another page, so that neither Back nor Reload sends the form again. */
  function sendDone(request: FastifyRequest, reply: FastifyReply) {
    if (isBrowser(request)) return reply.redirect("/agreements/signed", 303);
    const pageText = pageTextFor(request, site);
    return say(reply, 200, pageText, pageText.sign.done);
  }
}
