import { checkCa, readCa } from "./read-ca.ts";
import type { Settings } from "./settings.ts";

export type CaCertificates = ReturnType<typeof readCaCertificates>;

/** Reads the CA certificates of each system, and adds their problems. Works without settings, too, so that all problems show up at once. */
export function readCaCertificates(
  env: Readonly<Record<string, string>>,
  settings: Settings | undefined,
  problems: string[],
) {
  const fromEither = (system: "phabricator" | "gerrit" | "wiki" | "gitlab", name: string) => {
    const pem = env[name];
    if (pem === undefined) return readCa(`${system}.caFile`, settings?.[system]?.caFile, problems);
    return checkCa(pem, `${name} contains no PEM certificate`, problems);
  };
  return {
    ldap: readCa("ldap.caFile", settings?.ldap?.caFile, problems),
    directory: readCa("directory.caFile", settings?.directory?.caFile, problems),
    oidc: readCa("oidc.caFile", settings?.oidc?.caFile, problems),
    mail: readCa("mail.caFile", settings?.mail.caFile, problems),
    bounces: readCa("mail.bounces.imap.caFile", settings?.mail.bounces?.imap?.caFile, problems),
    openstack: readCa("openstack.caFile", settings?.openstack?.caFile, problems),
    slurm: readCa("slurm.rest.caFile", settings?.slurm?.rest?.caFile, problems),
    rt: readCa("rt.caFile", settings?.rt?.caFile, problems),
    phabricator: fromEither("phabricator", "PHABRICATOR_CA"),
    gerrit: fromEither("gerrit", "GERRIT_CA"),
    wiki: fromEither("wiki", "MEDIAWIKI_CA"),
    gitlab: fromEither("gitlab", "GITLAB_CA"),
    arvados: readCa("arvados.caFile", settings?.arvados?.caFile, problems),
    setpass: readCa("setpass.caFile", settings?.setpass?.caFile, problems),
  };
}
