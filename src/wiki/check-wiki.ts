import { z } from "zod";
import { Failure } from "../failure/failure.ts";
import { mediawikiPage } from "./mediawiki-page.ts";
import { type WikiClientOptions, wikiClient } from "./wiki-client.ts";
import { type WikiConfig, wikiName } from "./wiki-config.ts";

interface CheckOptions extends WikiClientOptions {
  /** Whether acct may create the page. */
  readonly create: boolean;
}

interface WikiFindings {
  readonly sentence: string;
  readonly warnings: readonly string[];
}

const problem = z.looseObject({ code: z.string() });
const answer = z.looseObject({
  query: z.looseObject({
    userinfo: z.looseObject({ name: z.string(), rights: z.array(z.string()) }),
    pages: z
      .array(z.looseObject({ actions: z.looseObject({ edit: z.array(problem), create: z.array(problem) }) }))
      .min(1),
  }),
});

/** Logs in, reads the page, and asks the wiki whether acct may edit it. Changes nothing. Throws a sentence that says what to do. */
export async function checkWiki(
  config: WikiConfig,
  { create, ...options }: CheckOptions,
): Promise<WikiFindings> {
  const name = wikiName(config);
  const version = await mediawikiPage(config, options).read();
  const exists = version.revision !== undefined;
  if (!exists && !create)
    throw new Failure(
      `The page ${config.page} in ${name} doesn't exist: create it, or set wiki.create to true`,
    );
  const asked = { meta: "userinfo", uiprop: "rights", prop: "info", titles: version.title };
  const tests = { intestactions: "edit|create", intestactionsdetail: "full", errorformat: "plaintext" };
  const { data } = answer.safeParse(await wikiClient(config, options).query({ ...asked, ...tests }));
  if (!data) throw new Failure(`${name} didn't say what acct may do: check wiki.apiUrl`);
  const { userinfo, pages } = data.query;
  const { edit = [], create: creating = [] } = pages[0]?.actions ?? {};
  const [denial] = exists ? edit : [...edit, ...creating];
  if (denial) {
    throw new Failure(
      `${name} doesn't let ${userinfo.name} ${exists ? "edit" : "create"} the page ${version.title} (${denial.code}): give the account the right, and its login the grants to edit and create pages`,
    );
  }
  const what = exists ? `may edit the page ${version.title}` : `may create the page ${version.title}`;
  return {
    sentence: `${config.apiUrl}: ${userinfo.name} ${what}${config.bot ? " as a bot" : ""}`,
    warnings: [
      ...(version.redirectedFrom === undefined
        ? []
        : [`${version.redirectedFrom} leads to ${version.title}: set wiki.page to ${version.title}`]),
      ...(!config.bot && userinfo.rights.includes("bot")
        ? ["acct's account is a bot on the wiki: set wiki.bot to true, so that its edits are marked as such"]
        : []),
    ],
  };
}
