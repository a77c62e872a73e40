import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { isQuarantinedAddress } from "../../db/quarantined-addresses.ts";
import type { RowProblem } from "../../db/tables/intake-rows.ts";
import { addressIn } from "../../intake/address-in.ts";
import { isPlainName, tidy } from "../../intake/draft.ts";
import { quoteCell } from "../../intake/quote-cell.ts";
import { ownHeading } from "../../intake/sheets/own-heading.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import type { TabRead } from "../../intake/sheets/read-tab.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import { fullName } from "../../view/full-name.ts";
import { readLanguage } from "../../view/languages.ts";
import { requesterSentence } from "./requester-sentence.ts";
import { type SheetDeps, type SheetSetup, sheetName, tellAdmins } from "./sheet-setup.ts";

/** Something that the admins should know about a row. */
export interface RowNews {
  readonly row: RowRead;
  readonly sentences: readonly string[];
}

const MAX_LINES = 20;

/** "PIN is missing": the column with what is wrong. */
export const sentenceOf = ({ column, sentence }: RowProblem): string =>
  column === "" ? `the row ${sentence}` : `${column} ${sentence}`;

/** Tells the admins about rows, in one message for all rows of a reading. The same news about the same row is told once. */
export async function tellAboutRows(
  news: readonly RowNews[],
  title: (count: number, sheet: string) => string,
  { source }: Pick<SheetSetup, "source">,
  deps: SheetDeps,
): Promise<void> {
  if (news.length === 0) return;
  const lines = news.slice(0, MAX_LINES).map(({ row, sentences }) => {
    const name = fullName({ givenName: row.texts.givenName ?? "", familyName: row.texts.familyName ?? "" });
    const who = name.trim() === "" ? "" : ` (${quoteCell(name)})`;
    return `Row ${row.row}${who}: ${sentences.join("; ")}.`;
  });
  const more = news.length - lines.length;
  const cause = JSON.stringify(news.map(({ row, sentences }) => [source, row.digest, sentences]));
  await tellAdmins(
    deps.db,
    {
      title: title(news.length, sheetName(source)),
      lines: [
        ...lines,
        ...(more > 0 ? [`There are ${more} more. To see all: acct sheet read --dry-run`] : []),
      ],
      cause,
    },
    deps,
  );
}

interface TellingContext {
  /** The tab with the row. */
  readonly read: Pick<TabRead, "columns" | "header">;
  readonly deps: Pick<SheetDeps, "now" | "announce">;
}

/**
 * Tells the person that their answers can't be used, if the row has an address that works and has sent no spam. Each address gets one
 * such message a day. Returns whether there is one.
 */
export async function tellRequester(
  db: Db,
  row: RowRead,
  problems: readonly RowProblem[],
  { read: tab, deps }: TellingContext,
): Promise<boolean> {
  const { now, announce } = deps;
  const read = readEmailAddress(addressIn(tidy(row.texts.email ?? "")));
  if ("problem" in read || (await isQuarantinedAddress(db, read.address))) return false;
  const day = now().toISOString().slice(0, 10);
  const language = readLanguage(row.texts.language);
  const sentences = problems.map((one) => requesterSentence(one, (usual) => ownHeading(usual, tab)));
  const data = {
    list: [...new Set(sentences)].join("\n"),
    ...(language === undefined ? {} : { language }),
  };
  await insertNotification(
    db,
    {
      key: `row-incomplete:${read.address}:${day}`,
      template: "row-incomplete",
      via: "email",
      toName: nameOf(row) ?? read.address,
      toEmail: read.address,
      toUser: null,
      data,
    },
    now(),
  );
  announce();
  return true;
}

/** The name in the row, unless it isn't one that may be in an email to an address that nobody has proved. */
function nameOf({ texts }: RowRead): string | undefined {
  const name = fullName({
    givenName: tidy(texts.givenName ?? ""),
    familyName: tidy(texts.familyName ?? ""),
  }).trim();
  return name !== "" && name.length <= 128 && isPlainName(name) ? name : undefined;
}
