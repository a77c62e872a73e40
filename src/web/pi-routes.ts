import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, piPage, type Site } from "./pages.ts";

type DeadClaim = "unknown" | "used" | "expired" | "overtaken" | "moved";

/** What the page needs from `pipeline/pi-claims/answer-claim.ts`. */
export interface PiLinks {
  /** What the link asks. Changes nothing. */
  inspect(
    token: string,
  ): Promise<
    | { readonly kind: "open"; readonly project: string; readonly email: string; readonly proposedBy: string }
    | { readonly kind: DeadClaim }
  >;
  answer(token: string, answer: "claimed" | "declined"): Promise<"answered" | DeadClaim>;
}

export interface PiRoutesDeps {
  readonly site: Site;
  readonly links: PiLinks;
}

const STATUS: Readonly<Record<DeadClaim, number>> = {
  unknown: 404,
  used: 410,
  expired: 410,
  overtaken: 410,
  moved: 410,
};
const ANSWERS: Readonly<Record<string, "claimed" | "declined">> = { yes: "claimed", no: "declined" };

/**
 * The page where someone says whether they are the PI of a project. A GET answers nothing, because email programs open links on
 * their own, and a yes gives no rights until an admin has confirmed it.
 */
export async function piRoutes(app: FastifyInstance, page: PiRoutesDeps): Promise<void> {
  const { site, links } = page;
  const textFor = (request: FastifyRequest) => pageTextFor(request, site);

  app.get<{ Querystring: Record<string, unknown> }>("/pi", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "pi", given, site);
      return reply.redirect("/pi", 303);
    }
    return showQuestion(request, reply, given || (readLinkCookie(request, "pi", site) ?? ""));
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/pi", async (request, reply) => {
    const token = fieldText(request.body?.token).trim();
    const said = fieldText(request.body?.answer);
    const answer = Object.hasOwn(ANSWERS, said) ? ANSWERS[said] : undefined;
    if (answer === undefined) return showQuestion(request, reply, token, 400);
    const answered = await links.answer(token, answer);
    if (answered !== "answered") return showDead(request, reply, answered);
    if (!isBrowser(request)) return showDone(request, reply, answer);
    // Neither Back nor Reload sends the form again.
    clearLinkCookie(reply, "pi", site);
    return reply.redirect(`/pi/${answer}`, 303);
  });

  app.get("/pi/claimed", async (request, reply) => showDone(request, reply, "claimed"));
  app.get("/pi/declined", async (request, reply) => showDone(request, reply, "declined"));

  async function showQuestion(request: FastifyRequest, reply: FastifyReply, token: string, status = 200) {
    const inspected = await links.inspect(token);
    if (inspected.kind !== "open") return showDead(request, reply, inspected.kind);
    const { project, email, proposedBy: asker } = inspected;
    return sendHtml(reply, status, piPage(site, textFor(request), { token, project, email, asker }));
  }

  function showDead(request: FastifyRequest, reply: FastifyReply, kind: DeadClaim) {
    const pageText = textFor(request);
    const { title, line } = pageText.pi.dead[kind];
    return sendHtml(reply, STATUS[kind], localizedPage(site, pageText, { title, lines: [line] }));
  }

  function showDone(request: FastifyRequest, reply: FastifyReply, answer: "claimed" | "declined") {
    const pageText = textFor(request);
    const { done, claimedLine, declinedLine } = pageText.pi;
    const lines = [answer === "claimed" ? claimedLine : declinedLine];
    return sendHtml(reply, 200, localizedPage(site, pageText, { title: done, lines }));
  }
}
