import type { FastifyInstance, FastifyReply } from "fastify";
import type { Line } from "../chat/notice.ts";
import { fieldText } from "./field-text.ts";
import { inUtc, inWords } from "./in-words.ts";
import { messagePage, type RequestShown, requestPage, type Site } from "./pages.ts";

/** What the page needs of `handlers/request-by-link.ts`. */
export interface Following {
  look(token: string): Promise<
    | {
        readonly kind: "shown";
        readonly id: number;
        readonly state: string;
        readonly open: boolean;
        readonly question: { readonly byName: string; readonly text: string } | null;
        readonly steps: readonly { readonly text: string; readonly at: Date }[];
      }
    | { readonly kind: "unknown" | "expired" | "replaced" }
  >;
  answer(token: string, text: string): Promise<Line | undefined>;
  withdraw(token: string): Promise<Line | undefined>;
}

/** The page on which somebody who is not in the chat follows their request, answers, and withdraws it. A GET does nothing. */
export async function requestRoutes(app: FastifyInstance, site: Site, following: Following): Promise<void> {
  const show = (reply: FastifyReply, status: number, html: string) =>
    reply.status(status).type("text/html; charset=utf-8").send(html);

  async function shown(token: string): Promise<RequestShown | keyof typeof DEAD> {
    const look = await following.look(token);
    if (look.kind !== "shown") return look.kind;
    const steps = look.steps.map(({ text, at }) => ({ text, at: inUtc(at), iso: at.toISOString() }));
    return { ...look, steps, token };
  }
  const dead = (reply: FastifyReply, kind: keyof typeof DEAD) => {
    const { status, title, line } = DEAD[kind];
    return show(reply, status, messagePage(site, title, line));
  };

  app.get<{ Querystring: Record<string, unknown> }>("/request", async ({ query }, reply) => {
    const look = await shown(fieldText(query.token));
    return typeof look === "string" ? dead(reply, look) : show(reply, 200, requestPage(site, look));
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/request", async ({ body }, reply) => {
    const [token = "", deed, text = ""] = ["token", "deed", "answer"].map((name) =>
      fieldText(body?.[name]).trim(),
    );
    const look = await shown(token);
    if (typeof look === "string") return dead(reply, look);
    if (deed === "answer" && text === "") {
      return show(reply, 400, requestPage(site, { ...look, problem: "Write an answer first." }));
    }
    const act = {
      answer: () => following.answer(token, text.slice(0, 3000)),
      withdraw: () => following.withdraw(token),
    };
    if (deed !== "answer" && deed !== "withdraw") {
      return show(reply, 400, requestPage(site, { ...look, problem: "Choose what to do." }));
    }
    const late = await act[deed]();
    if (late) return show(reply, 409, requestPage(site, { ...look, problem: inWords(late) }));
    return deed === "answer"
      ? show(reply, 200, messagePage(site, "Thank you", "Your answer has gone to whoever asked."))
      : show(
          reply,
          200,
          messagePage(site, `Request ${look.id} is withdrawn`, "Nothing more happens with it."),
        );
  });
}

const UNKNOWN = {
  status: 404,
  title: "This link does not work",
  line: "Open it from the mail as it stands there; a part may be missing, or it is very old.",
} as const;
const DEAD = {
  unknown: UNKNOWN,
  expired: UNKNOWN,
  replaced: {
    status: 410,
    title: "This link no longer works",
    line: "Our links were renewed. Use the one in our newest mail, or ask for a new one at the address below.",
  },
} as const;
