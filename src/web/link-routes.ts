import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { codePage, localizedPage, type Site } from "./pages.ts";

type DeadCode = "unknown" | "used" | "expired" | "locked" | "taken";

/** What the page needs from `pipeline/links/enter-code.ts`. */
export interface CodeLinks {
  /** What the link is about, and the name of the chat user who asked for it. */
  inspect(
    token: string,
  ): Promise<
    { readonly kind: "open"; readonly label: string; readonly person: string } | { readonly kind: DeadCode }
  >;
  enter(
    token: string,
    code: string,
  ): Promise<
    | { readonly kind: "linked" }
    | { readonly kind: "wrong"; readonly left: number }
    | { readonly kind: DeadCode }
  >;
}

export interface LinkRoutesDeps {
  readonly site: Site;
  readonly links: CodeLinks;
  /** The chat's name: "Slack". */
  readonly chatName: string;
}

const STATUS: Readonly<Record<DeadCode, number>> = {
  unknown: 404,
  used: 410,
  expired: 410,
  locked: 410,
  taken: 409,
};

/**
 * The page where the owner of an account enters the code that the chat has shown, so that only someone who has both is linked. A
 * GET changes nothing, because email programs open links on their own.
 */
export async function linkRoutes(app: FastifyInstance, page: LinkRoutesDeps): Promise<void> {
  const { site, links, chatName } = page;
  const textFor = (request: FastifyRequest) => pageTextFor(request, site);

  app.get<{ Querystring: Record<string, unknown> }>("/link", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "link", given, site);
      return reply.redirect("/link", 303);
    }
    const token = given || (readLinkCookie(request, "link", site) ?? "");
    return showForm(request, reply, token);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/link", async (request, reply) => {
    const [token, code] = [fieldText(request.body?.token).trim(), fieldText(request.body?.code)];
    const { code: text, problem } = textFor(request);
    if (code.trim() === "") return showForm(request, reply, token, problem.missing);
    const entered = await links.enter(token, code.slice(0, 40));
    if (entered.kind === "wrong") return showForm(request, reply, token, text.wrong(entered.left));
    if (entered.kind !== "linked") return showDead(request, reply, entered.kind);
    if (!isBrowser(request)) return showDone(request, reply);
    clearLinkCookie(reply, "link", site);
    return reply.redirect("/link/done", 303);
  });

  app.get("/link/done", async (request, reply) => showDone(request, reply));

  async function showForm(request: FastifyRequest, reply: FastifyReply, token: string, problem?: string) {
    const inspected = await links.inspect(token);
    if (inspected.kind !== "open") return showDead(request, reply, inspected.kind);
    const { label, person } = inspected;
    const form = { token, label, person, chatName, ...(problem === undefined ? {} : { problem }) };
    return sendHtml(reply, problem === undefined ? 200 : 400, codePage(site, textFor(request), form));
  }

  function showDead(request: FastifyRequest, reply: FastifyReply, kind: DeadCode) {
    const pageText = textFor(request);
    const { title, line } = pageText.code.dead[kind](chatName);
    return sendHtml(reply, STATUS[kind], localizedPage(site, pageText, { title, lines: [line] }));
  }

  function showDone(request: FastifyRequest, reply: FastifyReply) {
    const pageText = textFor(request);
    const { done, doneLine } = pageText.code;
    return sendHtml(reply, 200, localizedPage(site, pageText, { title: done, lines: [doneLine(chatName)] }));
  }
}
