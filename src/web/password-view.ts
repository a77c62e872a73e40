import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../log.ts";
import {
  inspectLink,
  type LinkState,
  type SetPasswordDeps,
} from "../pipeline/passwords/set-password-by-link.ts";
import { isBrowser, sendHtml, sendWords } from "./answer.ts";
import type { FormError } from "./check-password-form.ts";
import type { Guard } from "./guard.ts";
import { pageTextFor } from "./page-text-for.ts";
import { type PasswordForm, passwordPage, type Site, wordsPage } from "./pages.ts";
import type { ResetService } from "./reset-routes.ts";
import { ANSWERS, type DeadLinkAnswer } from "./setpass-answers.ts";

const MAX_LENGTH = 256;

export interface PasswordPage {
  /** Undefined: nobody can be asked for a new link. */
  readonly resetting: Pick<ResetService, "confirming"> | undefined;
  readonly site: Site;
  readonly choosing: SetPasswordDeps;
  /** Whether `/` without a token is a page of its own. */
  readonly hasFront: boolean;
  /** How hard to guess a password of an account in the registry is at least, from 0 to 4. */
  readonly minStrength: number;
  /** Characters that a password of an account in the registry has at least. */
  readonly minLength: number;
  /** What the systems want, in the site's words. */
  readonly rules: string | undefined;
  readonly isHttps: boolean;
  readonly guard: Guard;
  readonly log: Log;
}

/** What somebody with a link is shown: a browser pages, a program setpass's plain words. */
export function passwordView(page: PasswordPage) {
  const { site, choosing } = page;
  const wordsFor = (request: FastifyRequest) => pageTextFor(request, site);
  const look = (token: string) => inspectLink(token, choosing);

  /** The form once more, with what was wrong beside each field; for a program, words. */
  async function showAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    status: number,
    { words, problems }: FormError,
  ) {
    if (!isBrowser(request)) return sendWords(reply, status, words);
    return show(request, reply, token, { status, problems });
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    but?: { readonly status: number; readonly problems: NonNullable<PasswordForm["problems"]> },
  ) {
    const state = await look(token);
    if (state.kind !== "open") return showDead(request, reply, state.kind, token);
    const form = { ...formOf(token, state), ...(but ? { problems: but.problems } : {}) };
    return sendHtml(reply, but?.status ?? 200, passwordPage(site, wordsFor(request), form));
  }

  /** Says why the link is worth nothing, and offers a new one where we know by ourselves whose it is. */
  async function showDead(request: FastifyRequest, reply: FastifyReply, kind: DeadLinkAnswer, token: string) {
    const { status, words: plain } = ANSWERS[kind];
    // A link that exists is no guess, and neither is none at all.
    if (kind !== "unknown") page.guard.excuse(request);
    if (!isBrowser(request)) return sendWords(reply, status, plain);
    const words = wordsFor(request);
    const { title, line } = words.dead[kind];
    const state = token === "" ? undefined : await look(token);
    const isGood = kind === "busy" || kind === "unreachable" || kind === "denied";
    const renewable =
      !isGood &&
      kind !== "already-set" &&
      kind !== "shut" &&
      page.resetting?.confirming !== undefined &&
      isRenewable(state);
    const { offer, submit, ask } = words.renew;
    const elsewhere = kind === "shut" ? undefined : page.resetting && { href: "/reset", label: ask };
    const next = isGood ? { href: "/password", label: words.page.title } : elsewhere;
    return sendHtml(
      reply,
      status,
      wordsPage(site, words, {
        title,
        lines: renewable ? [line, offer] : [line],
        offer: renewable ? { action: "/password/again", token, submit } : undefined,
        link: renewable || kind === "already-set" ? undefined : next,
      }),
    );
  }

  /**
   * What the form of this link asks for; one that is worth nothing asks for everything, as setpass's form did. The
   * length and strength are ours to judge for accounts of ours alone.
   */
  function formOf(token: string, state: LinkState): PasswordForm {
    const { username, asksPin, about } =
      state.kind === "open" ? state : { username: undefined, asksPin: true, about: [] };
    return {
      about,
      minStrength: username === undefined ? undefined : page.minStrength,
      token,
      username,
      asksPin,
      minLength: username === undefined ? undefined : page.minLength,
      maxLength: MAX_LENGTH,
      rules: page.rules,
    };
  }

  return { wordsFor, look, formOf, show, showAgain, showDead };
}

const isRenewable = (state: LinkState | undefined) =>
  state !== undefined && "renewable" in state && state.renewable;
