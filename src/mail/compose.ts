import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import type { Line } from "../chat/notice.ts";
import type { Letter } from "./letter.ts";
import type { Mail } from "./mailer.ts";
import { zoneName } from "./zone-name.ts";

const eta = new Eta({ views: fileURLToPath(new URL(".", import.meta.url)), cache: true });

export interface Envelope {
  readonly messageId: string;
  readonly to: Mail["to"];
  readonly site: { readonly name: string; readonly helpAddress: string; readonly timeZone: string };
}

/** Lays a letter out as a mail, in plain text and in HTML. */
export function compose(letter: Letter, { messageId, to, site }: Envelope): Mail {
  const lines = letter.lines.map((line) => inWords(line, site.timeZone));
  const text = [
    `Hello ${to.name},`,
    ...lines,
    ...(letter.links ?? []).map(({ label, url }) => `${label}: ${url}`),
    `-- \n${site.name}\nQuestions? Write to ${site.helpAddress}`,
  ].join("\n\n");
  const html = eta.render("./letter", { letter: { ...letter, lines }, to, site });
  return {
    messageId,
    to,
    subject: `${site.name}: ${letter.title}`,
    text,
    html,
  };
}

function inWords(line: Line, timeZone: string): string {
  if (typeof line === "string") return line;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  const named = (at: Date) => `${format.format(at)} ${zoneName(at, timeZone)}`;
  return line.map((part) => (part instanceof Date ? named(part) : part)).join("");
}
