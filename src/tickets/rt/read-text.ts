import { z } from "zod";
import type { RtClient } from "./rt-client.ts";
import { textOfHtml } from "./text-of-html.ts";

const part = z.looseObject({
  id: z.coerce.number(),
  ContentType: z.string().nullish(),
  Filename: z.string().nullish(),
});
const parts = z.looseObject({ items: z.array(part) });
const content = z.looseObject({ Content: z.string().nullish() });

/** Returns the text of a transaction: its first part in plain text, or else in HTML. Undefined: it has none, or acct may not see it. */
export async function readText(client: RtClient, transactionId: number): Promise<string | undefined> {
  const query = new URLSearchParams({ fields: "id,ContentType,Filename", orderby: "id", per_page: "100" });
  const listed = await client.find(`transaction/${transactionId}/attachments?${query}`, parts);
  const texts = listed?.found.items.filter(({ Filename }) => !Filename) ?? [];
  const ofType = (type: string) =>
    texts.find(({ ContentType }) => ContentType?.toLowerCase().startsWith(type));
  const [plain, html] = [ofType("text/plain"), ofType("text/html")];
  const chosen = plain ?? html;
  if (!chosen) return undefined;
  // RT encodes the content in Base64, with line breaks.
  const answer = await client.find(`attachment/${chosen.id}`, content);
  const text = Buffer.from(answer?.found.Content ?? "", "base64").toString("utf8");
  return plain ? text : textOfHtml(text);
}
