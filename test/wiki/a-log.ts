import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { listPublicLog, recordPublicLog } from "../../src/db/public-log.ts";
import { insertRequest } from "../../src/db/requests.ts";
import { type PublishLogDeps, publishLog } from "../../src/pipeline/public-log/publish-log.ts";
import { mediawikiPage } from "../../src/wiki/mediawiki-page.ts";
import type { WikiConfig } from "../../src/wiki/wiki-config.ts";
import type { WikiPage } from "../../src/wiki/wiki-page.ts";
import { newDatabase } from "../new-database.ts";

const style = { link: "[[gitlab:<username>|@<username>]]", showRule: false };

/** A public log in a database of its own. */
export async function aLog() {
  const database = await newDatabase();
  const { db } = database;
  const now = () => new Date();
  let users = 0;
  return {
    database,
    close: () => database.close(),
    /** Records that an account was approved, as the first entry of a new request. */
    async approve(name: string, at: string) {
      const request = await insertRequest(db, aNewRequest(), now());
      if (!request) throw new Error("There is such a request already");
      const { id: requestId } = request;
      await recordPublicLog(db, { requestId, name, userId: String(++users), at: new Date(at) });
    },
    publish: (wiki: WikiPage, options: Partial<PublishLogDeps> = {}) =>
      publishLog({ db, wiki, style, create: false, now, ...options }),
    /** How many entries are not on the wiki yet. */
    async unpublished() {
      const [row] = await database.query<{ count: number }>(
        "select count(*)::int as count from public_log where published_at is null",
      );
      return row?.count;
    },
    revisions: async () =>
      (
        await database.query<{ revision: string | null }>(
          "select published_revision as revision from public_log order by id",
        )
      ).map(({ revision }) => Number(revision)),
    list: () => listPublicLog(db, { limit: 100 }),
    clear: () => database.query("delete from public_log"),
  };
}

/** The client of a page, as acct.yml configures it. */
export function aPage(config: Pick<WikiConfig, "apiUrl" | "credential"> & Partial<WikiConfig>): WikiPage {
  const whole = { page: "Approved accounts", bot: true, contact: "help@example.org", ...config };
  return mediawikiPage(whole, { now: () => new Date() });
}

/** A page without acct's marks and comments, as people see it. */
export const withoutMarks = (text: string | undefined): string =>
  (text ?? "").replace(/ ?<!-- acct[^<>]*-->/g, "");
