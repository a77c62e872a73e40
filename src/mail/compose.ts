import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import type { Message } from "../view/message.ts";
import type { Line } from "../view/notice.ts";
import type { Mail } from "./mailer.ts";
import { zoneName } from "./zone-name.ts";

const eta = new Eta({ views: fileURLToPath(new URL(".", import.meta.url)), cache: true });

export interface Envelope {
  readonly messageId: string;
  readonly to: Mail["to"];
  readonly site: { readonly name: string; readonly helpAddress: string; readonly timeZone: string };
}

/** Lays a message out as an email, in plain text and in HTML. */
export function compose(message: Message, { messageId, to, site }: Envelope): Mail {
  const lines = message.lines.map((line) => formatLine(line, site.timeZone));
  const text = [
    `Hello ${to.name},`,
    ...lines,
    ...(message.links ?? []).map(({ label, url }) => `${label}: ${url}`),
    `-- \n${site.name}\nQuestions? Contact ${site.helpAddress}`,
  ].join("\n\n");
  const html = eta.render("./message", { message: { ...message, lines }, to, site });
  return {
    messageId,
    to,
    subject: `${site.name}: ${message.title}`,
    text,
    html,
  };
}

function formatLine(line: Line, timeZone: string): string {
  if (typeof line === "string") return line;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
  });
  const named = (at: Date) => `${format.format(at)} ${zoneName(at, timeZone)}`;
  return line.map((part) => (part instanceof Date ? named(part) : part)).join("");
}
