import type { FastifyInstance, FastifyReply } from "fastify";
import { type Choosing, choosePassword, type LinkState, lookAtLink } from "../pipeline/choose-password.ts";
import { fieldText } from "./field-text.ts";
import { messagePage, type PasswordForm, passwordPage, type Site } from "./pages.ts";

const MIN_LENGTH = 8;
const MAX_LENGTH = 256;

/** The page behind the link in the welcome mail. Works without JavaScript; a GET changes nothing. */
export function passwordRoutes(app: FastifyInstance, site: Site, choosing: Choosing): void {
  const show = (reply: FastifyReply, status: number, html: string) =>
    reply.status(status).type("text/html; charset=utf-8").send(html);

  app.get<{ Querystring: Record<string, unknown> }>("/password", async ({ query }, reply) => {
    const token = fieldText(query.token);
    const state = await lookAtLink(token, choosing);
    return state.kind === "open"
      ? show(reply, 200, passwordPage(site, formOf(token, state)))
      : show(reply, DEAD[state.kind].status, deadPage(site, state.kind));
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/password", async ({ body }, reply) => {
    const token = fieldText(body?.token);
    const [pin, password, confirm] = ["pin", "password", "confirm"].map((name) => fieldText(body?.[name]));
    const state = await lookAtLink(token, choosing);
    if (state.kind !== "open") return show(reply, DEAD[state.kind].status, deadPage(site, state.kind));
    const again = (problem: NonNullable<PasswordForm["problem"]>) =>
      show(reply, 400, passwordPage(site, { ...formOf(token, state), problem }));

    const fault = faultOf(password ?? "", confirm ?? "");
    if (fault) return again({ field: "password", text: fault });
    const chosen = await choosePassword(
      { token, pin: (pin ?? "").trim(), password: password ?? "" },
      choosing,
    );
    switch (chosen.kind) {
      case "set":
        return show(
          reply,
          200,
          messagePage(site, "Your password is set", `You can log in as ${chosen.username} now.`),
        );
      case "wrong-pin":
        return again({ field: "pin", text: `This is not the PIN. ${attempts(chosen.left)} left.` });
      case "refused":
        return again({ field: "password", text: `This password was refused: ${chosen.why}.` });
      default:
        return show(reply, DEAD[chosen.kind].status, deadPage(site, chosen.kind));
    }
  });
}

const DEAD = {
  unknown: {
    status: 404,
    title: "This link does not work",
    line: "Open it from the mail as it stands there; a part may be missing.",
  },
  used: { status: 410, title: "This password is set already", line: "A link works once." },
  expired: {
    status: 410,
    title: "This link has expired",
    line: "It was not used in time, or a newer one has taken its place.",
  },
  locked: { status: 403, title: "This link is locked", line: "A wrong PIN was entered three times." },
} as const;

function deadPage(site: Site, kind: keyof typeof DEAD): string {
  const { title, line } = DEAD[kind];
  return messagePage(site, title, line, "Get a new link with /acct resetpass in the chat, or write to us.");
}

function formOf(token: string, { username, asksPin }: Extract<LinkState, { kind: "open" }>): PasswordForm {
  return { token, username, asksPin, minLength: MIN_LENGTH, maxLength: MAX_LENGTH };
}

function faultOf(password: string, confirm: string): string | undefined {
  if (password.length < MIN_LENGTH) return `The password needs at least ${MIN_LENGTH} characters.`;
  if (password.length > MAX_LENGTH) return `The password may have at most ${MAX_LENGTH} characters.`;
  if (password !== confirm) return "The two passwords are not the same.";
  return undefined;
}

function attempts(left: number): string {
  return left === 1 ? "One attempt is" : `${left} attempts are`;
}
