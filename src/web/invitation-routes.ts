import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Field } from "../view/form.ts";
import { formatDay } from "../view/languages.ts";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldsInWords, problemInWords } from "./apply-words.ts";
import { fieldText } from "./field-text.ts";
import { formValues } from "./form-values.ts";
import { invitationPage } from "./invitation-page.ts";
import { clearLinkCookie, readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Problem, type Site } from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

type DeadInvitation = "unknown" | "used" | "taken-back" | "expired" | "moved";
type Answers = Readonly<Record<string, string>>;

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
        /** Of the request for an account. */
        readonly fields: readonly Field[];
      }
    | { readonly kind: DeadInvitation }
  >;
  accept(
    token: string,
    values: Answers,
    language: string,
  ): Promise<
    | { readonly kind: "accepted"; readonly hadAccount: boolean }
    | { readonly kind: "invalid"; readonly errors: Answers }
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
    const pageText = pageTextFor(request, site);
    switch (fieldText(body?.answer)) {
      case "decline": {
        const declined = await links.decline(token);
        return declined === "declined"
          ? sendDone(request, reply, declined)
          : showDead(reply, pageText, declined);
      }
      case "accept": {
        const found = await links.inspect(token);
        if (found.kind !== "open") return showDead(reply, pageText, found.kind);
        const values = formValues(found.fields, body);
        const accepted = await links.accept(token, values, pageText.language);
        if (accepted.kind === "accepted")
          return sendDone(request, reply, accepted.hadAccount ? "accepted" : "asked");
        if (accepted.kind === "refused")
          return sendHtml(
            reply,
            409,
            localizedPage(site, pageText, { title: pageText.invitation.refused, lines: [accepted.why] }),
          );
        if (accepted.kind !== "invalid") return showDead(reply, pageText, accepted.kind);
        return show(request, reply, { token, values, errors: accepted.errors, status: 400 });
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
      values = {},
      errors = {},
    }: {
      readonly token: string;
      readonly status?: number;
      readonly values?: Answers;
      readonly errors?: Answers;
    },
  ) {
    const pageText = pageTextFor(request, site);
    const inspected = await links.inspect(token);
    if (inspected.kind !== "open") return showDead(reply, pageText, inspected.kind);
    const { kind: _, endsOn, ...shown } = inspected;
    const end = endsOn === null ? undefined : formatDay(endsOn, pageText.language);
    const fields = fieldsInWords(shown.fields, { values, errors, keepsPin: false }, pageText);
    const problem = otherProblem(shown.fields, errors, pageText);
    return sendHtml(reply, status, invitationPage(site, pageText, { ...shown, token, end, fields, problem }));
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

/** What is wrong with something that the page doesn't ask for, such as the project. */
function otherProblem(fields: readonly Field[], errors: Answers, pageText: PageText): Problem | undefined {
  const other = Object.entries(errors).find(([field]) => !fields.some(({ name }) => name === field));
  if (!other) return undefined;
  const { text, lang } = problemInWords(other[0], other[1], pageText);
  return lang === undefined ? text : { before: "", quoted: text, after: undefined };
}
