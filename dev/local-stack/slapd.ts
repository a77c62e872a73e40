import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificates } from "./certificates.ts";
import { type Child, freePort, listensOn, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { LDAP } from "./ldap-names.ts";
import { type Ran, run } from "./run.ts";
import { slapdConf } from "./slapd-conf.ts";
import { slapdTree } from "./slapd-tree.ts";

export interface Slapd extends Omit<Child, "ended"> {
  readonly url: string;
  readonly plainUrl: string;
  /** Searches as the reader over TLS, independently of acct. Returns LDIF without comments. */
  search(...args: string[]): Promise<string>;
  /** Adds LDIF entries as the bot or as root, like another program that works in the same directory. */
  add(ldif: string, as?: "root"): Promise<void>;
  /** Changes entries with LDIF as root, who may also change locks and branches that are not acct's. */
  modify(ldif: string): Promise<void>;
  /** Stops the server, so that connections are refused. `up` starts it again with the same data. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Changes the password of an entry, as its owner does. */
  changePassword(dn: string, from: string, to: string): Promise<void>;
  /** Binds with a password, like a person who logs in. */
  whoami(dn: string, password: string): Promise<Ran>;
}

interface SlapdOptions {
  readonly folder: string;
  readonly certificates: Certificates;
  /** The entries that exist before acct starts, as LDIF. */
  readonly entries?: string;
  /** If false, a test can read the traffic. */
  readonly requireTls?: boolean;
  readonly passwordAccess?: string;
  /** Additional lines for the password policy, as LDIF. */
  readonly policy?: string;
  /** If false, the directory is not prepared for acct, which has no entry and no rights there. */
  readonly knowsAcct?: boolean;
  /** Limits of searches (slapd.conf(5), "limits"), one per line. */
  readonly limits?: string;
}

export const SLAPD_PACKAGES = ["slapd", "ldap-utils"];
export const SLAPD_PROGRAMS = [
  "/usr/sbin/slapd",
  "/usr/bin/ldapsearch",
  "/usr/bin/ldapadd",
  "/usr/bin/ldapmodify",
  "/usr/bin/ldapwhoami",
  "/usr/bin/ldappasswd",
];

/** Starts a temporary OpenLDAP on free ports of 127.0.0.1, with new data in this folder. */
export async function startSlapd(options: SlapdOptions): Promise<Slapd> {
  const {
    folder,
    certificates,
    entries = "",
    requireTls = true,
    knowsAcct = true,
    passwordAccess = "=xw",
    policy = "",
    limits = "",
  } = options;
  const { root, env } = await debianRoot(SLAPD_PACKAGES, SLAPD_PROGRAMS);
  const slapd = `${root}/usr/sbin/slapd`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "data"), { recursive: true });
  const conf = join(folder, "slapd.conf");
  const settings = { root, folder, certificates, requireTls, knowsAcct, passwordAccess, limits };
  await writeFile(conf, slapdConf(settings));
  await writeFile(join(folder, "tree.ldif"), slapdTree(entries, { knowsAcct, policy }));
  const filled = await run(slapd, ["-Tadd", "-q", "-f", conf, "-l", join(folder, "tree.ldif")], { env });
  if (filled.code !== 0)
    throw new Error(`slapd (Debian package slapd) rejected its initial entries: ${filled.stderr}`);

  const [plain, tls] = [await freePort(), await freePort()];
  const [plainUrl, url] = [`ldap://127.0.0.1:${plain}`, `ldaps://127.0.0.1:${tls}`];
  const start = () =>
    startChild(slapd, ["-d", "0", "-f", conf, "-h", `${plainUrl} ${url}`], {
      name: "slapd (Debian package slapd)",
      env,
      ready: async () => (await listensOn(plain)) && (await listensOn(tls)),
    });
  const asRoot = ["-D", `cn=root,${LDAP.suffix}`, "-w", LDAP.rootPassword];
  let child = await start();
  const deps = { env: { ...env, LDAPTLS_CACERT: certificates.caFile } };
  return {
    pid: child.pid,
    log: () => child.log(),
    stop: () => child.stop(),
    down: () => child.stop(),
    async up() {
      child = await start();
    },
    url,
    plainUrl,
    async search(...args) {
      const as = [
        "-x",
        "-LLL",
        "-o",
        "ldif-wrap=no",
        "-H",
        url,
        "-D",
        LDAP.readerDn,
        "-w",
        LDAP.readerPassword,
      ];
      const { code, stdout, stderr } = await run(
        `${root}/usr/bin/ldapsearch`,
        [...as, "-b", LDAP.suffix, ...args],
        deps,
      );
      if (code !== 0) throw new Error(`ldapsearch: ${stderr}`);
      return stdout;
    },
    async add(ldif, by) {
      const who = by === "root" ? asRoot : ["-D", LDAP.botDn, "-w", LDAP.botPassword];
      const as = ["-x", "-H", url, ...who];
      const { code, stderr } = await run(`${root}/usr/bin/ldapadd`, as, { ...deps, input: ldif });
      if (code !== 0) throw new Error(`ldapadd: ${stderr}`);
    },
    async modify(ldif) {
      const as = ["-x", "-H", url, ...asRoot];
      const { code, stderr } = await run(`${root}/usr/bin/ldapmodify`, as, { ...deps, input: ldif });
      if (code !== 0) throw new Error(`ldapmodify: ${stderr}`);
    },
    async changePassword(dn, from, to) {
      const as = ["-x", "-H", url, "-D", dn, "-w", from];
      const { code, stderr } = await run(`${root}/usr/bin/ldappasswd`, [...as, "-s", to], deps);
      if (code !== 0) throw new Error(`ldappasswd: ${stderr}`);
    },
    whoami: (dn, password) =>
      run(`${root}/usr/bin/ldapwhoami`, ["-x", "-H", url, "-D", dn, "-w", password], deps),
  };
}
