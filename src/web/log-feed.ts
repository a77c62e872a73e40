import { createHash } from "node:crypto";
import { dayOf, type LogDay, logSentence } from "../view/public-log.ts";

interface Feed {
  readonly title: string;
  readonly author: string;
  /** PUBLIC_URL */
  readonly publicUrl: string;
  readonly installation: { readonly id: string; readonly createdAt: Date };
  readonly days: readonly LogDay[];
}

const DAY_MS = 86_400_000;

/** The public log as an Atom feed (RFC 4287). Its IDs belong to the database, so they stay when PUBLIC_URL changes. */
export function logFeed({ title, author, publicUrl, installation, days }: Feed): string {
  const entries = days.flatMap((day) => day.entries);
  const newest = Math.max(installation.createdAt.getTime(), ...entries.map(({ at }) => at.getTime()));
  const id = (name: string) => `<id>urn:uuid:${nameBasedUuid(installation.id, name)}</id>`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    id("public-log"),
    `<title>${escapeXml(title)}</title>`,
    `<updated>${new Date(newest).toISOString()}</updated>`,
    `<author><name>${escapeXml(author)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${escapeXml(publicUrl)}/log.atom"/>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(publicUrl)}/log"/>`,
    ...entries.map((entry) => {
      const at = entry.at.toISOString();
      const nextDay = dayOf(new Date(entry.at.getTime() + DAY_MS));
      return [
        "<entry>",
        id(`public-log/${entry.id}`),
        `<title>${escapeXml(logSentence(entry))}</title>`,
        `<published>${at}</published><updated>${at}</updated>`,
        `<link rel="alternate" type="text/html" href="${escapeXml(publicUrl)}/log?before=${nextDay}#entry-${entry.id}"/>`,
        `<content type="text">${escapeXml(logSentence(entry))}</content>`,
        "</entry>",
      ].join("");
    }),
    "</feed>",
    "",
  ].join("\n");
}

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A UUID of version 5 (RFC 9562 §5.5): always the same for the same name. */
function nameBasedUuid(namespace: string, name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
