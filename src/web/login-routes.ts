import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import {
  type LoginAttempt,
  type LoginProvider,
  LoginUnprovenError,
  type ProvenLogin,
} from "../directory/login.ts";
import { Failure } from "../failure/failure.ts";
import type { Log } from "../log.ts";
import { sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Site } from "./pages.ts";

export interface LoginRoutesDeps {
  readonly site: Site;
  readonly provider: LoginProvider;
  readonly log: Log;
  /** Confirms the request's address with a login. "other": the login doesn't prove this address. */
  confirm(token: string, login: ProvenLogin): Promise<"done" | "other" | "dead">;
  readonly signIns: SignIns;
  /** The chat's name: "Slack". */
  readonly chatName: string;
}

/** What the page needs to link a login to a user in the chat. */
export interface SignIns {
  /** The name of the user who asked for the link; undefined if it no longer works. Changes nothing. */
  inspect(token: string): Promise<string | undefined>;
  link(token: string, login: ProvenLogin): Promise<SignedIn>;
}
type SignedIn = "linked" | "known" | "dead" | "someone-else" | "taken" | "unknown";

const STATUS: Readonly<Record<SignedIn, number>> = {
  linked: 200,
  known: 200,
  dead: 410,
  "someone-else": 403,
  taken: 409,
  unknown: 403,
};

/** The pages from which people leave to sign in, each with a link of ours in a cookie. */
type Purpose = "confirm" | "signin";

/** What the browser must bring back from the provider. */
const attemptSchema = z.object({
  purpose: z.enum(["confirm", "signin"]),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
});
type KeptAttempt = LoginAttempt & { readonly purpose: Purpose };

/**
 * Signing in, for people who came to `/confirm` or `/signin` with a link of ours. The browser that comes back must be the one that left: it
 * has a cookie with the state, the nonce and the verifier, and another one with the link.
 */
export async function loginRoutes(app: FastifyInstance, page: LoginRoutesDeps): Promise<void> {
  const { site, provider, log } = page;
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    what: "failed" | "other",
    purpose: Purpose = "confirm",
  ) => {
    const pageText = pageTextFor(request, site);
    const { title, line } = pageText.login[what];
    const link = { href: `/${purpose}`, label: pageText.login.back };
    return sendHtml(reply, status, localizedPage(site, pageText, { title, lines: [line], link }));
  };
  const failed = (request: FastifyRequest, reply: FastifyReply, error: unknown, purpose: Purpose) => {
    if (!(error instanceof Failure)) throw error;
    log.warn({ err: error }, "could not sign someone in");
    return show(request, reply, error instanceof LoginUnprovenError ? 400 : 503, "failed", purpose);
  };

  const showResult = (request: FastifyRequest, reply: FastifyReply, result: SignedIn) => {
    const pageText = pageTextFor(request, site);
    const { title, line } = pageText.signIn.results[result](page.chatName);
    return sendHtml(reply, STATUS[result], localizedPage(site, pageText, { title, lines: [line] }));
  };
  const leave = async (request: FastifyRequest, reply: FastifyReply, purpose: Purpose) => {
    if (readLinkCookie(request, purpose, site) === undefined) return reply.redirect(`/${purpose}`, 303);
    try {
      const { url, attempt } = await provider.begin();
      setLinkCookie(reply, "login", JSON.stringify({ ...attempt, purpose }), site);
      return await reply.redirect(url, 303);
    } catch (error) {
      return failed(request, reply, error, purpose);
    }
  };

  app.get("/login", (request, reply) => leave(request, reply, "confirm"));
  // It is a link and not a form, because a browser doesn't follow a form to another site.
  app.get("/signin/start", (request, reply) => leave(request, reply, "signin"));

  /** Names the user in the chat, so that no one adds their sign-in to someone else whose link they were sent. */
  app.get<{ Querystring: Record<string, unknown> }>("/signin", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "") {
      setLinkCookie(reply, "signin", given, site);
      return reply.redirect("/signin", 303);
    }
    const person = await page.signIns.inspect(readLinkCookie(request, "signin", site) ?? "");
    if (person === undefined) return showResult(request, reply, "dead");
    const pageText = pageTextFor(request, site);
    const { signIn } = pageText;
    return sendHtml(
      reply,
      200,
      localizedPage(site, pageText, {
        title: signIn.title(provider.name),
        lines: [signIn.line(person, page.chatName), signIn.notYou],
        link: { href: "/signin/start", label: signIn.start(provider.name) },
      }),
    );
  });

  app.get<{ Querystring: Record<string, unknown> }>("/login/callback", async (request, reply) => {
    const attempt = readAttempt(readLinkCookie(request, "login", site));
    const purpose = attempt?.purpose ?? "confirm";
    const token = readLinkCookie(request, purpose, site);
    if (token === undefined || !attempt) return reply.redirect(`/${purpose}`, 303);
    try {
      const query = new URL(request.url, "http://localhost").searchParams;
      const login = await provider.finish(query, attempt);
      if (purpose === "signin") {
        clearLinkCookie(reply, "login", site);
        return showResult(request, reply, await page.signIns.link(token, login));
      }
      const confirmed = await page.confirm(token, login);
      if (confirmed === "other") return show(request, reply, 403, "other");
      // The page behind the link says what has become of it.
      clearLinkCookie(reply, "login", site);
      return await reply.redirect("/confirm", 303);
    } catch (error) {
      return failed(request, reply, error, purpose);
    }
  });
}

function readAttempt(text: string | undefined): KeptAttempt | undefined {
  try {
    return attemptSchema.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}
