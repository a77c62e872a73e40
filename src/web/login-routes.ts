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
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Site } from "./pages.ts";

export interface LoginRoutesDeps {
  readonly site: Site;
  readonly provider: LoginProvider;
  readonly log: Log;
  /** Confirms the request's address with a login. "other": the login doesn't prove this address. */
  confirm(token: string, login: ProvenLogin): Promise<"done" | "other" | "dead">;
}

/** What the browser must bring back from the provider. */
const attemptSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

/**
 * Signing in, for people who came to `/confirm` with a link of ours. The browser that comes back must be the one that left: it
 * has a cookie with the state, the nonce and the verifier, and another one with the link.
 */
export async function loginRoutes(app: FastifyInstance, page: LoginRoutesDeps): Promise<void> {
  const { site, provider, log } = page;
  const show = (request: FastifyRequest, reply: FastifyReply, status: number, what: "failed" | "other") => {
    const pageText = pageTextFor(request, site);
    const { title, line } = pageText.login[what];
    const link = { href: "/confirm", label: pageText.login.back };
    return sendHtml(reply, status, localizedPage(site, pageText, { title, lines: [line], link }));
  };
  const failed = (request: FastifyRequest, reply: FastifyReply, error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    log.warn({ err: error }, "could not sign someone in");
    return show(request, reply, error instanceof LoginUnprovenError ? 400 : 503, "failed");
  };

  app.get("/login", async (request, reply) => {
    if (readLinkCookie(request, "confirm", site) === undefined) return reply.redirect("/confirm", 303);
    try {
      const { url, attempt } = await provider.begin();
      setLinkCookie(reply, "login", JSON.stringify(attempt), site);
      return await reply.redirect(url, 303);
    } catch (error) {
      return failed(request, reply, error);
    }
  });

  app.get<{ Querystring: Record<string, unknown> }>("/login/callback", async (request, reply) => {
    const token = readLinkCookie(request, "confirm", site);
    const attempt = readAttempt(readLinkCookie(request, "login", site));
    if (token === undefined || !attempt) return reply.redirect("/confirm", 303);
    try {
      const query = new URL(request.url, "http://localhost").searchParams;
      const confirmed = await page.confirm(token, await provider.finish(query, attempt));
      if (confirmed === "other") return show(request, reply, 403, "other");
      // The page behind the link says what has become of it.
      clearLinkCookie(reply, "login", site);
      return await reply.redirect("/confirm", 303);
    } catch (error) {
      return failed(request, reply, error);
    }
  });
}

function readAttempt(text: string | undefined): LoginAttempt | undefined {
  try {
    return attemptSchema.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}
