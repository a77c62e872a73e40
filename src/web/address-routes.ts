import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isBrowser, sendHtml } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { readLinkCookie, setLinkCookie } from "./link-cookie.ts";
import { pageTextFor } from "./page-text-for.ts";
import { localizedPage, type Site } from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

/** What the page needs from `handlers/address-by-link.ts`. */
export interface AddressLinks {
  inspect(
    token: string,
  ): Promise<
    { readonly kind: "open" | "confirmed" | "ended"; readonly email: string } | { readonly kind: Dead }
  >;
  confirm(token: string): Promise<"open" | "confirmed" | "ended" | "locked" | Dead>;
}

type Dead = "unknown" | "expired" | "replaced";

export interface AddressRoutesDeps {
  readonly site: Site;
  readonly links: AddressLinks;
  /** What people can sign in with instead of pressing the button; undefined if there is nothing. */
  readonly signInWith: string | undefined;
}

/** The page where people confirm the address in a request. A GET confirms nothing, because email programs open links on their own. */
export async function addressRoutes(app: FastifyInstance, page: AddressRoutesDeps): Promise<void> {
  const { site, links, signInWith } = page;
  const show = (request: FastifyRequest, reply: FastifyReply, status: number, choose: Choose) =>
    sendHtml(reply, status, localizedPage(site, ...withText(pageTextFor(request, site), choose)));
  const showDone = (request: FastifyRequest, reply: FastifyReply) =>
    show(request, reply, 200, ({ address }) => ({ title: address.done, lines: [address.doneLine] }));
  const showDead = (request: FastifyRequest, reply: FastifyReply, kind: Dead | "ended" | "locked") =>
    show(request, reply, STATUS[kind], ({ address, dead }) => {
      const { title, line } = kind === "ended" ? address.ended : dead[DEAD_TEXT[kind]];
      return { title, lines: [line] };
    });

  app.get<{ Querystring: Record<string, unknown> }>("/confirm", async (request, reply) => {
    const given = fieldText(request.query.token);
    if (given !== "" && isBrowser(request)) {
      setLinkCookie(reply, "confirm", given, site);
      return reply.redirect("/confirm", 303);
    }
    const token = given || (readLinkCookie(request, "confirm", site) ?? "");
    if (token === "" && isBrowser(request))
      return show(request, reply, 400, ({ dead }) => {
        const { title, line } = dead["no-cookie"];
        return { title, lines: [line] };
      });
    const found = await links.inspect(token);
    if (!("email" in found)) return showDead(request, reply, found.kind);
    if (found.kind === "ended") return showDead(request, reply, "ended");
    if (found.kind === "confirmed") return showDone(request, reply);
    return show(request, reply, 200, ({ address, login }) => ({
      title: address.title,
      lines: [address.line(found.email, site.name), address.notYou],
      offer: { action: "/confirm", token, submit: address.submit },
      link: signInWith ? { href: "/login", label: login.signIn(signInWith) } : undefined,
    }));
  });

  app.post<{ Body: Record<string, unknown> | undefined }>("/confirm", async (request, reply) => {
    const token = fieldText(request.body?.token).trim();
    const before = await links.confirm(token);
    if (before !== "open" && before !== "confirmed") return showDead(request, reply, before);
    if (!isBrowser(request)) return showDone(request, reply);
    // The page that says so is one of its own, so that Reload doesn't send the form again.
    setLinkCookie(reply, "confirm", token, site);
    return reply.redirect("/confirm", 303);
  });
}

type Shown = Parameters<typeof localizedPage>[2];
type Choose = (text: PageText) => Shown;
const withText = (text: PageText, choose: Choose) => [text, choose(text)] as const;

const STATUS = { unknown: 404, expired: 410, replaced: 410, ended: 410, locked: 503 } as const;
const DEAD_TEXT = { unknown: "unknown", expired: "expired", replaced: "expired", locked: "busy" } as const;
