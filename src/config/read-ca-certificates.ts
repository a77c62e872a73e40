import { readCa } from "./read-ca.ts";
import type { Settings } from "./settings.ts";

export type CaCertificates = ReturnType<typeof readCaCertificates>;

/** Reads the CA certificates of each system, and adds their problems. Works without settings, too, so that all problems show up at once. */
export function readCaCertificates(settings: Settings | undefined, problems: string[]) {
  return {
    ldap: readCa("ldap.caFile", settings?.ldap?.caFile, problems),
    directory: readCa("directory.caFile", settings?.directory?.caFile, problems),
    oidc: readCa("oidc.caFile", settings?.oidc?.caFile, problems),
    mail: readCa("mail.caFile", settings?.mail.caFile, problems),
    bounces: readCa("mail.bounces.imap.caFile", settings?.mail.bounces?.imap?.caFile, problems),
    openstack: readCa("openstack.caFile", settings?.openstack?.caFile, problems),
    slurm: readCa("slurm.rest.caFile", settings?.slurm?.rest?.caFile, problems),
    rt: readCa("rt.caFile", settings?.rt?.caFile, problems),
    phabricator: readCa("phabricator.caFile", settings?.phabricator?.caFile, problems),
    gerrit: readCa("gerrit.caFile", settings?.gerrit?.caFile, problems),
    wiki: readCa("wiki.caFile", settings?.wiki?.caFile, problems),
    gitlab: readCa("gitlab.caFile", settings?.gitlab?.caFile, problems),
    arvados: readCa("arvados.caFile", settings?.arvados?.caFile, problems),
    setpass: readCa("setpass.caFile", settings?.setpass?.caFile, problems),
  };
}
