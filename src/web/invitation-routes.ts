import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { formatDay } from "../view/languages.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { problemInWords } from "./apply-words.ts";
import { fieldText } from "./field-text.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import {
  INVITATION_FIELDS,
  type InvitationField,
  invitationPage,
  localizedPage,
  type Problem,
  type Site,
} from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

type DeadInvitation = "unknown" | "used" | "taken-back" | "expired" | "moved";
type Fields = Readonly<Record<InvitationField, string>>;

/** What the page needs from `handlers/invitation-by-link.ts`. */
export interface InvitationLinks {
  inspect(token: string): Promise<
    | {
        readonly kind: "open";
        readonly project: string;
        readonly by: string;
        readonly email: string;
        readonly role: "manager" | "member";
        readonly endsOn: string | null;
        readonly hasAccount: boolean;
        readonly asksSshKey: boolean;
      }
    | { readonly kind: DeadInvitation }
  >;
  accept(
    token: string,
    fields: Fields,
    language: string,
  ): Promise<
    | { readonly kind: "accepted"; readonly hadAccount: boolean }
    | { readonly kind: "invalid"; readonly errors: Readonly<Record<string, string>> }
    | { readonly kind: "refused"; readonly why: string }
    | { readonly kind: DeadInvitation }
  >;
  decline(token: string): Promise<"declined" | DeadInvitation>;
}

export interface InvitationRoutesDeps {
  readonly site: Site;
  readonly links: InvitationLinks;
}

type Done = "accepted" | "asked" | "declined";
const EMPTY = Object.fromEntries(INVITATION_FIELDS.map((name) => [name, ""])) as Fields;

/**
 * The page where someone answers the invitation to a project. A GET changes nothing, because email programs open links on their own. The
 * page says who has an account only to who reads the emails to the address.
 */
export async function invitationRoutes(app: FastifyInstance, page: InvitationRoutesDeps): Promise<void> {
  const { site, links } = page;

  app.get<{ Querystring: Record<string, unknown> }>("/invitation", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "invitation", given, site);
      return reply.redirect("/invitation", 303);
    }
    const token = given || (readLinkCookie(request, "invitation", site) ?? "");
    return show(request, reply, { token });
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/invitation", async (request, reply) => {
    const { body } = request;
    const token = fieldText(body?.token).trim();
    const fields = Object.fromEntries(
      INVITATION_FIELDS.map((name) => [name, fieldText(body?.[name])]),
    ) as Fields;
    const pageText = pageTextFor(request, site);
    switch (fieldText(body?.answer)) {
      case "decline": {
        const declined = await links.decline(token);
        return declined === "declined"
          ? sendDone(request, reply, declined)
          : showDead(reply, pageText, declined);
      }
      case "accept": {
        const accepted = await links.accept(token, fields, pageText.language);
        if (accepted.kind === "accepted")
          return sendDone(request, reply, accepted.hadAccount ? "accepted" : "asked");
        if (accepted.kind === "refused")
          return sendHtml(
            reply,
            409,
            localizedPage(site, pageText, { title: pageText.invitation.refused, lines: [accepted.why] }),
          );
        if (accepted.kind !== "invalid") return showDead(reply, pageText, accepted.kind);
        const problems = inWords(accepted.errors, pageText);
        return show(request, reply, { token, typed: fields, problems, status: 400 });
      }
      default:
        return show(request, reply, { token, status: 400 });
    }
  });

  for (const done of ["accepted", "asked", "declined"] as const)
    app.get(`/invitation/${done}`, async (request, reply) =>
      showDone(reply, pageTextFor(request, site), done),
    );

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    {
      token,
      status = 200,
      typed = EMPTY,
      problems = {},
    }: {
      readonly token: string;
      readonly status?: number;
      readonly typed?: Fields;
      readonly problems?: { readonly [field in InvitationField]?: Problem };
    },
  ) {
    const pageText = pageTextFor(request, site);
    const inspected = await links.inspect(token);
    if (inspected.kind !== "open") return showDead(reply, pageText, inspected.kind);
    const { kind: _, endsOn, ...shown } = inspected;
    const end = endsOn === null ? undefined : formatDay(endsOn, pageText.language);
    // A PIN is never sent back.
    const kept = { ...typed, pin: "" };
    return sendHtml(
      reply,
      status,
      invitationPage(site, pageText, { ...shown, token, end, typed: kept, problems }),
    );
  }

  function showDead(reply: FastifyReply, pageText: PageText, kind: DeadInvitation) {
    const { title, line } = pageText.invitation.dead[kind];
    const status = kind === "unknown" ? 404 : 410;
    return sendHtml(reply, status, localizedPage(site, pageText, { title, lines: [line] }));
  }

  function sendDone(request: FastifyRequest, reply: FastifyReply, done: Done) {
    if (!isBrowser(request)) return showDone(reply, pageTextFor(request, site), done);
    // Neither Back nor Reload sends the form again.
    clearLinkCookie(reply, "invitation", site);
    return reply.redirect(`/invitation/${done}`, 303);
  }

  function showDone(reply: FastifyReply, pageText: PageText, done: Done) {
    const { title, line } = pageText.invitation.done[done];
    return sendHtml(reply, 200, localizedPage(site, pageText, { title, lines: [line] }));
  }
}

/** What is wrong with each field, in the reader's language if it has words for it, and otherwise in English. */
function inWords(
  errors: Readonly<Record<string, string>>,
  pageText: PageText,
): { readonly [field in InvitationField]?: Problem } {
  const { invitation, reset } = pageText;
  const problems: { [field in InvitationField]?: Problem } = {};
  for (const field of INVITATION_FIELDS) {
    const error = errors[field];
    if (error === undefined) continue;
    if (field === "pin") problems[field] = reset.pinDigits;
    else if (error === "is missing") problems[field] = invitation.missing;
    else problems[field] = toProblem(field, toSentence(SUBJECTS[field], error), pageText);
  }
  // The page has no field for the rest, such as the project, and must still say what is wrong.
  const other = Object.entries(errors).find(([field]) => !INVITATION_FIELDS.some((name) => name === field));
  if (other) problems.givenName ??= toProblem(other[0], toSentence(other[0], other[1]), pageText);
  return problems;
}

/** What the English sentences about the fields begin with. */
const SUBJECTS: Readonly<Record<InvitationField, string>> = {
  givenName: "The first name",
  familyName: "The last name",
  username: "The username",
  reason: "Your answer",
  sshPublicKey: "The public SSH key",
  pin: "The PIN",
};

const toSentence = (subject: string, error: string) => `${subject} ${error}${error.endsWith(".") ? "" : "."}`;

function toProblem(field: string, sentence: string, pageText: PageText): Problem {
  const { text, lang } = problemInWords(field, sentence, pageText);
  return lang === undefined ? text : { before: "", quoted: text, after: undefined };
}
