import { createHash, randomUUID } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import type { DebianRoot } from "./debian.ts";
import { RT_SETUP } from "./rt-setup.ts";
import { run } from "./run.ts";

interface RtFiles extends DebianRoot {
  readonly folder: string;
  readonly port: number;
  readonly siteConfig: string;
}

/**
 * Writes RT's configuration, scripts, and empty folders into this folder. RT's paths are compiled into one Perl file, so a copy of that
 * file with other paths comes first. Returns the environment for its programs.
 */
export async function writeRtFiles({
  root,
  env,
  folder,
  port,
  siteConfig,
}: RtFiles): Promise<NodeJS.ProcessEnv> {
  const share = `${root}/usr/share/request-tracker5`;
  const folders = [
    "bin",
    "lib/RT",
    "var/smime",
    "etc/RT_SiteConfig.d",
    "cache/mason_data",
    "cache/session_data",
  ];
  for (const name of [...folders, "local", "mail"]) await mkdir(join(folder, name), { recursive: true });

  const generated = (await readFile(`${share}/lib/RT/Generated.pm`, "utf8"))
    .replaceAll("'/usr/share/request-tracker5", `'${share}`)
    .replaceAll("'/var/lib/request-tracker5", `'${folder}/var`)
    .replaceAll("'/etc/request-tracker5", `'${folder}/etc`)
    .replaceAll("'/var/cache/request-tracker5", `'${folder}/cache`)
    .replaceAll("'/usr/local/share/request-tracker5", `'${folder}/local`)
    .replaceAll("'/usr/bin", `'${root}/usr/bin`)
    .replaceAll("'/usr/sbin", `'${root}/usr/sbin`);
  await writeFile(join(folder, "lib/RT/Generated.pm"), generated);
  const scripts = {
    "rt-server": `${share}/libexec/rt-server`,
    "rt-setup-database": `${root}/usr/sbin/rt-setup-database-5`,
  };
  for (const [name, from] of Object.entries(scripts)) {
    // The script puts the last of its folders first. It would also give the folders of an installed RT to another user.
    const script = (await readFile(from, "utf8"))
      .replaceAll('"/usr/share/request-tracker5/lib"', `"${share}/lib"`)
      .replaceAll('"/usr/local/share/request-tracker5/lib"', `"${folder}/lib"`)
      .replaceAll('system("chown"', '1 or system("chown"');
    await writeFile(join(folder, "bin", name), script);
  }
  const sendmail = join(folder, "bin", "sendmail");
  await writeFile(sendmail, keepMail(join(folder, "mail")));
  await chmod(sendmail, 0o755);
  await writeFile(join(folder, "etc/RT_SiteConfig.pm"), configuration(folder, port, siteConfig));

  const perl =
    "usr/share/request-tracker5/lib,usr/share/perl5,usr/lib/*-linux-gnu/perl5/5.*,usr/share/perl/5.*,usr/lib/*-linux-gnu/perl/5.*";
  const libraries = root ? globSync(`{${perl}}`, { cwd: root }).map((name) => join(root, name)) : [share];
  return {
    ...env,
    LANG: undefined,
    LC_ALL: "C.UTF-8",
    HOME: folder,
    PERL5LIB: [join(folder, "lib"), ...libraries].join(":"),
    RT_SITE_CONFIG: join(folder, "etc/RT_SiteConfig.pm"),
    RT_SITE_CONFIG_DIR: join(folder, "etc/RT_SiteConfig.d"),
  };
}

/** Returns the folder with a database that has our users and queue. It is created once and kept under .cache. */
export async function rtTemplate({ root, env }: DebianRoot): Promise<string> {
  const version = await readFile(`${root}/usr/share/request-tracker5/lib/RT/Generated.pm`, "utf8");
  const hash = createHash("sha256")
    .update(JSON.stringify([version, RT_SETUP, configuration("", 80, "")]))
    .digest("hex")
    .slice(0, 8);
  const template = join(cacheFolder, "rt", hash);
  if (existsSync(template)) return template;
  // Several processes may create it at once: the first one to finish renames its folder.
  const work = `${template}.${randomUUID()}`;
  const made = join(work, "made");
  await mkdir(made, { recursive: true });
  try {
    const perl = await writeRtFiles({ root, env, folder: join(work, "rt"), port: 80, siteConfig: "" });
    const setup = [
      join(work, "rt/bin/rt-setup-database"),
      "--action",
      "init",
      "--skip-create",
      "--dba-password",
      "",
    ];
    await succeed(setup, perl);
    const script = join(work, "setup.pl");
    await writeFile(script, RT_SETUP);
    await writeFile(join(made, "users.json"), await succeed([script], perl));
    await copyFile(join(work, "rt/var/rt.db"), join(made, "rt.db"));
    await rename(made, template).catch((error: Error) => {
      if (!existsSync(template)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return template;
}

async function succeed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await run("/usr/bin/perl", args, { env });
  if (code !== 0) throw new Error(`${args[0]} (Debian package request-tracker5): ${stderr.slice(-2000)}`);
  return stdout;
}

const keepMail = (folder: string) => `#!/bin/sh
# Used as sendmail: keeps each email as a file.
f=$(mktemp ${folder}/XXXXXXXX); cat > "$f"; mv "$f" "$f.eml"
`;

const configuration = (folder: string, port: number, siteConfig: string) => `
Set($rtname, 'rt.example.org');
Set($Organization, 'rt.example.org');
Set($WebDomain, '127.0.0.1');
Set($WebPort, ${port});
Set($CorrespondAddress, 'rt@example.org');
Set($CommentAddress, 'rt-comment@example.org');
Set($OwnerEmail, 'root@example.org');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '${folder}/var/rt.db');
Set($LogToSTDERR, 'warning');
Set($LogToSyslog, '');
Set($LogToFile, '');
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '${folder}/bin/sendmail');
Set($SendmailArguments, '-oi');
Set(%GnuPG, Enable => 0);
Set(%SMIME, Enable => 0);
Set($HTMLFormatter, 'core');
Set($WebSessionClass, 'Apache::Session::File');
# Each request checks the hash of a token, which would take most of its time.
Set($BcryptCost, 4);
${siteConfig}
1;
`;
