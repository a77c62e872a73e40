import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../log.ts";
import {
  inspectLink,
  type LinkState,
  type SetPasswordDeps,
} from "../pipeline/passwords/set-password-by-link.ts";
import { isBrowser, sendHtml, sendText } from "./answer.ts";
import type { FormError } from "./check-password-form.ts";
import type { Guard } from "./guard.ts";
import { pageTextFor } from "./page-text-for.ts";
import { type Front, localizedPage, type PasswordForm, passwordPage, type Site } from "./pages.ts";
import type { ResetService } from "./reset-routes.ts";
import { ANSWERS, type DeadLinkAnswer } from "./setpass-answers.ts";

const MAX_LENGTH = 256;

export interface PasswordViewDeps {
  /** Undefined if there is no way to request a new link. */
  readonly resets: Pick<ResetService, "confirmation"> | undefined;
  readonly site: Site;
  readonly setPasswordDeps: SetPasswordDeps;
  /** What the front page offers, at `/` without a token; undefined if there is none. */
  readonly front: Pick<Front, "canApply"> | undefined;
  /** The strength that passwords of registry accounts need, from 0 to 4. */
  readonly minStrength: number;
  /** The number of characters that passwords of registry accounts need. */
  readonly minLength: number;
  /** What the systems require, in the site's own words. */
  readonly rules: string | undefined;
  readonly guard: Guard;
  readonly log: Log;
}

/** What someone with a link is shown: pages for a browser, setpass's plain text for a program. */
export function passwordView(page: PasswordViewDeps) {
  const { site, setPasswordDeps } = page;
  const textFor = (request: FastifyRequest) => pageTextFor(request, site);
  const inspect = (token: string) => inspectLink(token, setPasswordDeps);

  /** Shows the form again, with the problem beside each field; a program gets plain text. */
  async function showAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    status: number,
    { text, problems }: FormError,
  ) {
    if (!isBrowser(request)) return sendText(reply, status, text);
    return show(request, reply, token, { status, problems });
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    again?: { readonly status: number; readonly problems: NonNullable<PasswordForm["problems"]> },
  ) {
    const state = await inspect(token);
    if (state.kind !== "open") return showDead(request, reply, state.kind, token);
    const form = { ...formFor(token, state), ...(again ? { problems: again.problems } : {}) };
    return sendHtml(reply, again?.status ?? 200, passwordPage(site, textFor(request), form));
  }

  /** Says why the link does not work, and offers a new one if we know whose it is. */
  async function showDead(request: FastifyRequest, reply: FastifyReply, kind: DeadLinkAnswer, token: string) {
    const { status, text } = ANSWERS[kind];
    // Someone with an existing link, or without any, is not guessing.
    if (kind !== "unknown") page.guard.excuse(request);
    if (!isBrowser(request)) return sendText(reply, status, text);
    const pageText = textFor(request);
    const { title, line } = pageText.dead[kind];
    const state = token === "" ? undefined : await inspect(token);
    const stillWorks = kind === "busy" || kind === "unreachable" || kind === "denied";
    const renewable =
      !stillWorks &&
      kind !== "already-set" &&
      kind !== "shut" &&
      page.resets?.confirmation !== undefined &&
      isRenewable(state);
    const { offer, submit, ask } = pageText.renew;
    const elsewhere = kind === "shut" ? undefined : page.resets && { href: "/reset", label: ask };
    const next = stillWorks ? { href: "/password", label: pageText.page.title } : elsewhere;
    return sendHtml(
      reply,
      status,
      localizedPage(site, pageText, {
        title,
        lines: renewable ? [line, offer] : [line],
        offer: renewable ? { action: "/password/again", token, submit } : undefined,
        link: renewable || kind === "already-set" ? undefined : next,
      }),
    );
  }

  /**
   * What the form of this link asks for. For a link that does not work it asks for everything, as setpass's form did. We
   * check length and strength only for accounts in our registry.
   */
  function formFor(token: string, state: LinkState): PasswordForm {
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

  return { textFor, inspect, formFor, show, showAgain, showDead };
}

const isRenewable = (state: LinkState | undefined) =>
  state !== undefined && "renewable" in state && state.renewable;
