import type { FastifyInstance, FastifyReply } from "fastify";
import type { Line } from "../chat/notice.ts";
import { fieldText } from "./field-text.ts";
import { inWords } from "./in-words.ts";
import { type DecisionForm, decisionPage, messagePage, type Site } from "./pages.ts";

/** What the page needs of `handlers/decide-by-link.ts`. */
export interface Deciding {
  look(
    token: string,
  ): Promise<
    | { readonly kind: "open" | "decided"; readonly card: Shown }
    | { readonly kind: "unknown" | "expired" | "replaced" }
  >;
  decide(token: string, verdict: "approved" | "denied", reason: string): Promise<Line | undefined>;
  handOn(token: string, named: string): Promise<{ readonly late?: Line; readonly fault?: string }>;
}

interface Shown {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: Line }[];
  readonly reason: string | undefined;
}

/** The page on which a PI decides who is not in the chat. A GET decides nothing: mail programs open links by themselves. */
export async function decisionRoutes(app: FastifyInstance, site: Site, deciding: Deciding): Promise<void> {
  const show = (reply: FastifyReply, status: number, html: string) =>
    reply.status(status).type("text/html; charset=utf-8").send(html);
  const dead = (reply: FastifyReply, kind: keyof typeof DEAD) =>
    show(reply, DEAD[kind].status, messagePage(site, DEAD[kind].title, DEAD[kind].line));

  app.get<{ Querystring: Record<string, unknown> }>("/decide", async ({ query }, reply) => {
    const token = fieldText(query.token);
    const look = await deciding.look(token);
    return look.kind === "open"
      ? show(reply, 200, decisionPage(site, formOf(look.card, token)))
      : dead(reply, look.kind);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/decide", async ({ body }, reply) => {
    const [token = "", verdict, reason = "", other = ""] = ["token", "verdict", "reason", "other"].map(
      (name) => fieldText(body?.[name]).trim(),
    );
    const look = await deciding.look(token);
    if (look.kind !== "open") return dead(reply, look.kind);
    const again = (problem: string) =>
      show(
        reply,
        400,
        decisionPage(site, { ...formOf(look.card, token), problem, typed: { reason, other } }),
      );
    const done = (title: string, line: string) => show(reply, 200, messagePage(site, title, line));
    const tooLate = (line: Line) => show(reply, 409, messagePage(site, "Not decided", inWords(line)));

    switch (verdict) {
      case "approved":
      case "denied": {
        const words = reason.slice(0, 1000);
        if (verdict === "denied" && words === "") return again("Say why not: whoever asked wants to know.");
        const late = await deciding.decide(token, verdict, words);
        return late ? tooLate(late) : done(`You have ${verdict} it`, "Thank you. Whoever asked hears of it.");
      }
      case "not-mine": {
        const { late, fault } = await deciding.handOn(token, other);
        if (fault) return again(fault);
        if (late) return tooLate(late);
        return done(
          "It is not yours",
          other ? `${other} is asked instead.` : "The admins find out whose it is.",
        );
      }
      default:
        return again("Choose Approve, Deny, or say that it is not yours.");
    }
  });
}

function formOf({ title, facts, reason }: Shown, token: string): DecisionForm {
  // That it waits for the reader they know: they are reading it.
  const theirs = facts.filter(({ label }) => label !== "State");
  return {
    title,
    reason,
    token,
    facts: theirs.map(({ label, value }) => ({ label, value: inWords(value) })),
  };
}

const DEAD = {
  unknown: {
    status: 404,
    title: "This link does not work",
    line: "Open it from the mail as it stands there; a part may be missing. If the request was handed to somebody else, it is theirs now.",
  },
  expired: { status: 410, title: "This link has expired", line: "An admin decides now." },
  replaced: {
    status: 410,
    title: "This link no longer works",
    line: "Our links were renewed. Use the one in our newest mail, or ask for a new one at the address below.",
  },
  decided: { status: 410, title: "This is decided already", line: "There is nothing left for you to do." },
} as const;
