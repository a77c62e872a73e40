import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { type MediawikiFiles, mediawikiTemplate, phpOf, writeMediawikiFiles } from "./mediawiki-template.ts";
import { openWikiSession, WIKI_PEOPLE, type WikiSession } from "./wiki-session.ts";

export interface Mediawiki {
  /** The URL of its API. */
  readonly apiUrl: string;
  /** A bot password of the account Acct, which is in the group "bot". */
  readonly bot: BotPassword;
  /** A bot password of the same account that may read and do nothing else. */
  readonly reader: BotPassword;
  /** A bot password of the same account that may edit like a person, but not as a bot. */
  readonly person: BotPassword;
  /** Logs in: Admin, who is an admin of the wiki, Ada, who is not, or the bot. */
  session(name: keyof typeof WIKI_PEOPLE | "Acct"): Promise<WikiSession>;
  log(): string;
  stop(): Promise<void>;
}

export interface BotPassword {
  readonly user: string;
  readonly password: string;
}

export const MEDIAWIKI_PACKAGES = [
  "mediawiki",
  ...["php-cli", "php-sqlite3", "php-mbstring", "php-xml", "php-intl"],
];
export const MEDIAWIKI_PROGRAMS = ["/usr/bin/php", "/usr/share/mediawiki/api.php"];

const NAME = "MediaWiki (Debian package mediawiki)";

/**
 * Starts a temporary MediaWiki with SQLite under PHP's own web server, on a free port of 127.0.0.1. It is ready in about a second; the
 * first start takes longer, because the database is created then.
 */
export async function startMediawiki({ folder }: { readonly folder: string }): Promise<Mediawiki> {
  const { root, env } = await debianRoot(MEDIAWIKI_PACKAGES, MEDIAWIKI_PROGRAMS);
  const template = await mediawikiTemplate({ root, env });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files: MediawikiFiles = { root, env, folder, url };
  const settings = await writeMediawikiFiles(files);
  await copyFile(join(template, "wiki.sqlite"), join(folder, "sqlite", "wiki.sqlite"));
  const { bot, reader, person } = JSON.parse(await readFile(join(template, "bots.json"), "utf8")) as Pick<
    Mediawiki,
    "bot" | "reader" | "person"
  >;
  const router = join(folder, "router.php");
  const share = `${root}/usr/share/mediawiki`;
  await writeFile(router, ROUTER);

  const php = phpOf(files);
  const child = await startChild(php.program, [...php.args, "-S", `127.0.0.1:${port}`, "-t", share, router], {
    name: NAME,
    // Two workers: one request must not wait for another one of the same test.
    env: { ...php.env, MW_CONFIG_FILE: settings, PHP_CLI_SERVER_WORKERS: "2" },
    ready: () =>
      fetch(`${url}/api.php?action=query&meta=siteinfo&format=json`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  return {
    apiUrl: `${url}/api.php`,
    bot,
    reader,
    person,
    session: (name) =>
      openWikiSession(`${url}/api.php`, name === "Acct" ? bot : { user: name, password: WIKI_PEOPLE[name] }),
    log: () => child.log(),
    stop: () => child.stop(),
  };
}

/** Its scripts are files; PHP's server runs only those that it is asked for by their exact path. */
const ROUTER = `<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (!preg_match('#^/(api|index|load|rest)\\.php#', $path, $found)) return false;
$file = $_SERVER['DOCUMENT_ROOT'] . "/$found[1].php";
$_SERVER['SCRIPT_NAME'] = "/$found[1].php";
$_SERVER['SCRIPT_FILENAME'] = $file;
chdir(dirname($file));
require $file;
return true;
`;
