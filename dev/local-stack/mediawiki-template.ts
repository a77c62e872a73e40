import { createHash, randomUUID } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import type { DebianRoot } from "./debian.ts";
import { run } from "./run.ts";
import { WIKI_PEOPLE } from "./wiki-session.ts";

export interface MediawikiFiles extends DebianRoot {
  readonly folder: string;
  /** The base URL of the wiki. */
  readonly url: string;
}

/** How to start PHP. An unpacked package has no configuration, so each module is named, in an order in which they can be loaded. */
export function phpOf({ root, env, folder }: Omit<MediawikiFiles, "url">): {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
} {
  if (root === "") return { program: "/usr/bin/php", args: [], env };
  const [program = "", modules = ""] = globSync(["usr/bin/php[0-9].[0-9]", "usr/lib/php/2*"], {
    cwd: root,
  }).toSorted();
  const there = MODULES.filter((name) => existsSync(join(root, modules, `${name}.so`)));
  const options = [
    `extension_dir=${join(root, modules)}`,
    ...there.map((name) => `extension=${name}`),
    "zend_extension=opcache",
    "opcache.enable_cli=1",
    `session.save_path=${join(folder, "tmp")}`,
    "memory_limit=256M",
    "display_errors=stderr",
    "log_errors=Off",
  ];
  return {
    program: join(root, program),
    args: ["-n", ...options.flatMap((option) => ["-d", option])],
    env: { ...env, TMPDIR: join(folder, "tmp") },
  };
}

const MODULES = [
  ...["mbstring", "iconv", "ctype", "dom", "xml", "xmlreader", "xmlwriter", "simplexml", "fileinfo", "intl"],
  ...["tokenizer", "sqlite3", "pdo", "pdo_sqlite", "posix", "sockets", "gettext", "calendar"],
];

/** Writes the configuration and the empty folders. Returns the path of the configuration. */
export async function writeMediawikiFiles({ folder, url }: MediawikiFiles): Promise<string> {
  for (const name of ["sqlite", "cache", "images", "tmp"])
    await mkdir(join(folder, name), { recursive: true });
  const path = join(folder, "LocalSettings.php");
  await writeFile(path, configuration(folder, url));
  return path;
}

/** Returns the folder with a database that has our people and bot passwords. It is created once and kept under .cache. */
export async function mediawikiTemplate({ root, env }: DebianRoot): Promise<string> {
  const version = await readFile(`${root}/usr/share/mediawiki/includes/Defines.php`, "utf8");
  const hash = createHash("sha256")
    .update(JSON.stringify([version, configuration("", ""), WIKI_PEOPLE, BOTS]))
    .digest("hex")
    .slice(0, 8);
  const template = join(cacheFolder, "mediawiki", hash);
  if (existsSync(template)) return template;
  // Several processes may create it at once: the first one to finish renames its folder.
  const folder = `${template}.${randomUUID()}`;
  const made = join(folder, "made");
  await mkdir(made, { recursive: true });
  try {
    const files: MediawikiFiles = { root, env, folder, url: "http://127.0.0.1" };
    const settings = await writeMediawikiFiles(files);
    const maintain = (script: string, ...args: string[]) => succeed(files, settings, script, args);
    const install = ["--dbtype", "sqlite", "--dbname", "wiki", "--dbpath", join(folder, "sqlite")];
    // It would refuse to overwrite our own configuration, so it writes another one, which no one reads.
    const elsewhere = ["--confpath", made, "--server", files.url, "--scriptpath", ""];
    await succeed(files, join(folder, "none.php"), "install.php", [
      ...[...install, ...elsewhere, "--pass", WIKI_PEOPLE.Admin, "Wiki", "Admin"],
    ]);
    await rm(join(made, "LocalSettings.php"));
    await maintain("createAndPromote.php", "Ada", WIKI_PEOPLE.Ada);
    await maintain("createAndPromote.php", "--bot", "Acct", randomUUID());
    const bots: Record<string, { user: string; password: string }> = {};
    for (const [name, grants] of Object.entries(BOTS)) {
      const said = await maintain("createBotPassword.php", "--appid", name, "--grants", grants, "Acct");
      const [password = ""] = /\b[a-z0-9]{32}\b/.exec(said) ?? [];
      bots[name] = { user: `Acct@${name}`, password };
    }
    await writeFile(join(made, "bots.json"), JSON.stringify(bots));
    await copyFile(join(folder, "sqlite", "wiki.sqlite"), join(made, "wiki.sqlite"));
    await rename(made, template).catch((error: Error) => {
      if (!existsSync(template)) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return template;
}

/** The grants of the bot passwords (Special:ListGrants). */
const BOTS = {
  bot: "basic,highvolume,editpage,createeditmovepage",
  reader: "basic,highvolume",
  person: "basic,editpage,createeditmovepage",
};

async function succeed(
  files: MediawikiFiles,
  settings: string,
  script: string,
  args: readonly string[],
): Promise<string> {
  const php = phpOf(files);
  const path = `${files.root}/usr/share/mediawiki/maintenance/${script}`;
  const env = { ...php.env, MW_CONFIG_FILE: settings };
  const { code, stdout, stderr } = await run(php.program, [...php.args, path, ...args], { env });
  if (code !== 0)
    throw new Error(`${basename(path)} (Debian package mediawiki): ${(stdout + stderr).slice(-2000)}`);
  return stdout;
}

/** Without caches, so that a test sees at once what another session has changed, and without limits for people who edit often. */
const configuration = (folder: string, url: string) => `<?php
$wgSitename = 'Wiki';
$wgServer = '${url}';
$wgScriptPath = '';
$wgDBtype = 'sqlite';
$wgDBname = 'wiki';
$wgSQLiteDataDir = '${folder}/sqlite';
$wgSecretKey = '${"0".repeat(64)}';
$wgCacheDirectory = '${folder}/cache';
$wgTmpDirectory = '${folder}/tmp';
$wgUploadDirectory = '${folder}/images';
$wgMainCacheType = CACHE_NONE;
$wgEnableEmail = false;
$wgJobRunRate = 0;
$wgRateLimits = [];
$wgPasswordAttemptThrottle = false;
$wgShowExceptionDetails = true;
`;
