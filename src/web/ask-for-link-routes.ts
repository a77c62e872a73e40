import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FormLinkPurpose } from "../db/names.ts";
import { readEmailAddress } from "../view/email-address.ts";
import { languageOr, toLanguage } from "../view/languages.ts";
import { addressKey } from "./address-key.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { pageTextFor } from "./page-text-for.ts";
import { askPage, localizedPage, type Site } from "./pages.ts";

/** What the pages need from `pipeline/public-form/`. */
export interface LinkRequests {
  /** Says when a form was shown, so that it can't be sent too quickly. */
  stamp(): string;
  judge(stamp: string): "fine" | "quick" | "old";
  ask(asked: {
    readonly purpose: FormLinkPurpose;
    readonly email: string;
    readonly language: string;
    readonly network: string;
  }): Promise<"stored" | "address" | "network" | "everywhere">;
}

interface AskForLinkDeps {
  readonly site: Site;
  readonly purpose: FormLinkPurpose;
  readonly requests: LinkRequests;
}

/** Longer than both ways take. */
const CONSTANT_RESPONSE_MS = 1000;
/** A field that people don't see, and that programs fill in. */
export const TRAP = "leave_blank";

/**
 * The page where people enter their address and get a link by email. Neither the answer nor its timing reveals whether anyone knows
 * the address. What keeps programs out never loses what a person typed.
 */
export async function askForLinkRoutes(
  app: FastifyInstance,
  { site, purpose, requests }: AskForLinkDeps,
): Promise<void> {
  const path = `/${purpose}`;

  app.get(path, async (request, reply) => show(request, reply, 200, { stamp: requests.stamp() }));

  app.post<{ Body: Record<string, unknown> | undefined }>(path, async (request, reply) => {
    const { body } = request;
    const [typed, stamp] = [fieldText(body?.email), fieldText(body?.stamp)];
    const language = toLanguage(fieldText(body?.language));
    const text = pageTextFor(request, site).askForLink;
    const again = (status: number, problem: string, kept = requests.stamp(), isAboutField = false) =>
      show(request, reply, status, { stamp: kept, typed, language, problem, isAboutField });
    const judged = requests.judge(stamp);
    const read = readEmailAddress(typed);
    if (!("address" in read)) return again(400, text.badAddress, judged === "old" ? undefined : stamp, true);
    if (fieldText(body?.[TRAP]) !== "") return again(400, text.trapped);
    // The time goes on, so the same form can be sent in a moment.
    if (judged === "quick") return again(400, text.quick, stamp);
    if (judged === "old") return again(400, text.old);
    const asked = {
      purpose,
      email: read.address,
      language: language ?? languageOr(pageTextFor(request, site).language),
      network: addressKey(request.ip),
    };
    // The response time must not reveal whether the address is known.
    const [result] = await Promise.all([requests.ask(asked), pause(CONSTANT_RESPONSE_MS)]);
    if (result === "network") return again(429, text.network, stamp);
    if (result === "everywhere") return again(503, text.everywhere, stamp);
    return isBrowser(request) ? reply.redirect(`${path}/sent`, 303) : showSent(request, reply);
  });

  app.get(`${path}/sent`, async (request, reply) => showSent(request, reply));

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    form: {
      readonly stamp: string;
      readonly typed?: string;
      readonly language?: string | undefined;
      readonly problem?: string;
      readonly isAboutField?: boolean;
    },
  ) {
    const pageText = pageTextFor(request, site);
    return sendHtml(
      reply,
      status,
      askPage(site, pageText, { ...form, purpose, language: form.language ?? pageText.language }),
    );
  }

  function showSent(request: FastifyRequest, reply: FastifyReply) {
    const pageText = pageTextFor(request, site);
    const { sent, applySent, statusSent, spam } = pageText.askForLink;
    const lines = [purpose === "apply" ? applySent : statusSent, spam];
    return sendHtml(reply, 200, localizedPage(site, pageText, { title: sent, lines }));
  }
}
