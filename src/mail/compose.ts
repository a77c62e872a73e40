import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import { colon, formatMoment, type Language } from "../view/languages.ts";
import type { Message } from "../view/message.ts";
import { factLine, type Line } from "../view/notice.ts";
import { readableOn } from "../view/readable-on.ts";
import { COMMON, type Templates } from "../view/templates/templates.ts";
import { findTemplate, sentence } from "../view/templates/wording.ts";
import type { Mail } from "./mailer.ts";
import { zoneName } from "./zone-name.ts";

const eta = new Eta({ views: fileURLToPath(new URL(".", import.meta.url)), cache: true });

export interface MailSite {
  readonly name: string;
  readonly helpAddress: string;
  readonly timeZone: string;
  /** The site's color, as on its pages. */
  readonly accent: { readonly light: string; readonly dark: string };
  /** The picture at the top of each page. Emails show it if it's a PNG, because many mail programs show no SVG. */
  readonly logo?: { readonly name: string; readonly bytes: Buffer } | undefined;
}

export interface Envelope {
  readonly messageId: string;
  readonly to: Mail["to"];
  readonly site: MailSite;
  readonly templates: Templates;
}

/**
 * Lays a message out as an email, in plain text and in HTML with the same content. The subject begins with what the message is
 * about. What people typed is whole in all three, and can't add a header or markup.
 */
export function compose(message: Message, { messageId, to, site, templates }: Envelope): Mail {
  const language = message.language ?? "en";
  const common = findTemplate(templates, language, COMMON);
  const { links = [], facts = [] } = message;
  const because = message.because ?? sentence(common, "because: admin");
  const title = oneLine(message.title);
  const lines = message.lines.map((line) => formatLine(line, language, site.timeZone));
  // An address instead of a name is what acct has for members of a project that it didn't create.
  const name = oneLine(to.name);
  const greeting = name.includes("@")
    ? sentence(common, "greeting-without-name")
    : sentence(common, "greeting", { name });
  const questions = sentence(common, "questions");
  const text = [
    greeting,
    ...lines,
    ...(facts.length > 0 ? [facts.map((fact) => factLine(fact, language)).join("\n")] : []),
    ...links.map(({ label, url }) => `${label}${colon(language)}${url}`),
    ["-- ", site.name, `${questions} ${site.helpAddress}`, because].join("\n"),
  ].join("\n\n");
  const logo = inlineLogo(site);
  const html = eta.render("./message", {
    ...{ title, lines, facts, links, because, greeting, questions, language, site, logo },
    isUrl: (value: string) => /^https?:\/\//.test(value),
    paste: sentence(common, "paste"),
    onAccent: { light: readableOn(site.accent.light), dark: readableOn(site.accent.dark) },
  });
  return {
    messageId,
    to: { ...to, name },
    subject: `${title} – ${oneLine(site.name)}`,
    text,
    html,
    ...(logo ? { inline: [logo] } : {}),
  };
}

/** A header is one line: control characters in a name or title could begin another header (RFC 5322 §2.2). */
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

function inlineLogo({ logo }: MailSite): NonNullable<Mail["inline"]>[number] | undefined {
  if (!logo || extname(logo.name) !== ".png") return undefined;
  return { cid: "logo@acct", filename: logo.name, content: logo.bytes };
}

function formatLine(line: Line, language: Language, timeZone: string): string {
  if (typeof line === "string") return line;
  const named = (at: Date) => `${formatMoment(at, language, timeZone)} ${zoneName(at, timeZone, language)}`;
  return line.map((part) => (part instanceof Date ? named(part) : part)).join("");
}
