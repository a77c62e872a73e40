import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import type { PublishLogDeps } from "../pipeline/public-log/publish-log.ts";
import { mediawikiPage } from "../wiki/mediawiki-page.ts";

/** Where the public log is published besides our own page, and how it looks there. */
export type PublishedWiki = Pick<PublishLogDeps, "wiki" | "style" | "create"> & { readonly everyMs: number };

interface OpenWikiDeps {
  readonly guards: LoginGuards;
  readonly now: () => Date;
  /** Ends a wait for a busy wiki. */
  readonly signal: AbortSignal;
}

/** The wiki in acct.yml. Undefined if there is none, and in a dry run, which writes nothing outside of acct. */
export function openWiki(
  { wiki, publicLog, site, dryRun }: Pick<Config, "wiki" | "publicLog" | "site" | "dryRun">,
  deps: OpenWikiDeps,
): PublishedWiki | undefined {
  if (!wiki || dryRun) return undefined;
  const { create, link, every } = wiki;
  return {
    wiki: mediawikiPage({ ...wiki, contact: site.helpAddress }, deps),
    style: { link, showRule: publicLog.showRule },
    create,
    everyMs: every,
  };
}
