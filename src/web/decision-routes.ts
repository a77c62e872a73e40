import type { FastifyInstance, FastifyReply } from "fastify";
import { decisionPage, messagePage, type Site } from "./pages.ts";

/** What the page needs of whoever decides; `handlers/decide-by-link.ts` is it. */
export interface Deciding {
  look(
    token: string,
  ): Promise<
    { readonly kind: "open" | "decided"; readonly card: Shown } | { readonly kind: "unknown" | "expired" }
  >;
  decide(
    token: string,
    verdict: "approved" | "denied",
    reason: string,
  ): Promise<string | readonly (string | Date)[] | undefined>;
}

interface Shown {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly reason: string | undefined;
}

/** The page behind the link in a PI's mail. Works without JavaScript; a GET decides nothing, as mail scanners open links. */
export function decisionRoutes(app: FastifyInstance, site: Site, deciding: Deciding): void {
  const show = (reply: FastifyReply, status: number, html: string) =>
    reply.status(status).type("text/html; charset=utf-8").send(html);

  app.get<{ Querystring: Record<string, unknown> }>("/decide", async ({ query }, reply) => {
    const token = text(query.token);
    const look = await deciding.look(token);
    if (look.kind === "open") return show(reply, 200, decisionPage(site, { ...look.card, token }));
    return show(
      reply,
      DEAD[look.kind].status,
      messagePage(site, DEAD[look.kind].title, DEAD[look.kind].line),
    );
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/decide", async ({ body }, reply) => {
    const [token = "", verdict, reason = ""] = ["token", "verdict", "reason"].map((name) =>
      text(body?.[name]),
    );
    const look = await deciding.look(token);
    if (look.kind !== "open") {
      return show(
        reply,
        DEAD[look.kind].status,
        messagePage(site, DEAD[look.kind].title, DEAD[look.kind].line),
      );
    }
    const again = (problem: string) => show(reply, 400, decisionPage(site, { ...look.card, token, problem }));
    if (verdict !== "approved" && verdict !== "denied") return again("Choose Approve or Deny.");
    const words = reason.trim().slice(0, 1000);
    if (verdict === "denied" && words === "") return again("Say why not: whoever asked wants to know.");

    const late = await deciding.decide(token, verdict, words);
    if (late) return show(reply, 409, messagePage(site, "Not decided", inWords(late)));
    return show(
      reply,
      200,
      messagePage(site, `You have ${verdict} it`, "Thank you. Whoever asked hears of it."),
    );
  });
}

const DEAD = {
  unknown: {
    status: 404,
    title: "This link does not work",
    line: "Open it from the mail as it stands there; a part may be missing.",
  },
  expired: { status: 410, title: "This link has expired", line: "An admin decides now." },
  decided: { status: 410, title: "This is decided already", line: "There is nothing left for you to do." },
} as const;

function inWords(line: string | readonly (string | Date)[]): string {
  if (typeof line === "string") return line;
  return line.map((part) => (part instanceof Date ? part.toUTCString() : part)).join("");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
