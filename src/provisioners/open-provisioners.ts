import { arvadosClient } from "../arvados/arvados-client.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { gitLabClient } from "../gitlab/gitlab-client.ts";
import type { ArvadosConfig } from "./arvados/arvados-config.ts";
import { arvadosProvisioner } from "./arvados/arvados-provisioner.ts";
import { blameFailures } from "./blame-failures.ts";
import { type CommandConfig, command } from "./command/command.ts";
import { dryRun, dryRunQuotas, noPasswords } from "./dry-run.ts";
import type { GitLabConfig } from "./gitlab/gitlab-config.ts";
import { gitLabProvisioner } from "./gitlab/gitlab-provisioner.ts";
import { ldap } from "./ldap/ldap.ts";
import type { LdapConfig } from "./ldap/ldap-session.ts";
import type { Namespace } from "./namespace.ts";
import { keystoneClient } from "./openstack/keystone-client.ts";
import { openStackQuotas } from "./openstack/open-stack-quotas.ts";
import { type OpenStackConfig, openStack } from "./openstack/openstack.ts";
import type { PasswordStore } from "./password-store.ts";
import type { Provisioner } from "./provisioner.ts";
import type { QuotaSystem, Quotas } from "./quotas.ts";
import type { Limits } from "./slurm/limits.ts";
import { type SlurmConfig, slurm } from "./slurm/slurm.ts";
import { systemOrder } from "./system-order.ts";
import { withConcurrencyLimit } from "./with-concurrency-limit.ts";

export interface ProvisionersConfig {
  readonly ldap?: LdapConfig | undefined;
  readonly openstack?: OpenStackConfig | undefined;
  readonly slurm?: (SlurmConfig & { readonly maxConcurrent: number }) | undefined;
  readonly gitlab?: GitLabConfig | undefined;
  readonly arvados?: ArvadosConfig | undefined;
  /** What projects get when they are created. */
  readonly newProjects?:
    | { readonly quotas: { readonly openstack: Partial<Quotas>; readonly slurm: Limits } }
    | undefined;
  /** True: every write is refused. */
  readonly dryRun: boolean;
  readonly commands: readonly (CommandConfig & {
    readonly maxConcurrent: number;
    readonly before?: readonly string[] | undefined;
  })[];
}

export interface Provisioners {
  readonly provisioners: readonly Provisioner[];
  readonly namespace: Namespace | undefined;
  readonly quotas: QuotaSystem | undefined;
  readonly passwords: readonly PasswordStore[];
}

/**
 * Opens the configured systems. To add one, write a folder next to this file and add it here. LDAP and OpenStack limit
 * their connections themselves, as configured.
 */
export function openProvisioners(config: ProvisionersConfig, guards: LoginGuards): Provisioners {
  const namespace = config.ldap && ldap(config.ldap, guards);
  // Accounts and quotas share one client, so that they share a token and the configured limit of simultaneous requests.
  const keystone = config.openstack && keystoneClient(config.openstack, guards);
  const cloud =
    config.openstack &&
    openStack({ ...config.openstack, projectQuotas: config.newProjects?.quotas.openstack }, keystone);
  const order = systemOrder(config);
  const opened: Provisioner[] = [
    ...(namespace ? [namespace] : []),
    ...(cloud ? [cloud] : []),
    ...(config.slurm
      ? [
          withConcurrencyLimit(
            slurm({ ...config.slurm, accountLimits: config.newProjects?.quotas.slurm }),
            config.slurm.maxConcurrent,
          ),
        ]
      : []),
    ...(config.gitlab
      ? [gitLabProvisioner(config.gitlab, gitLabClient(config.gitlab, { guards }), namespace?.findDn)]
      : []),
    ...(config.arvados
      ? [
          arvadosProvisioner({
            arvados: arvadosClient(config.arvados, { guards }),
            config: config.arvados,
          }),
        ]
      : []),
    ...config.commands.map((each) => withConcurrencyLimit(command(each), each.maxConcurrent)),
  ];
  const provisioners = opened.map((each) => ({
    ...blameFailures(each.name, each),
    after: order.get(each.name),
  }));
  const passwords = [...(namespace ? [namespace] : []), ...(cloud ? [cloud] : [])];
  const directory = namespace && blameFailures(namespace.name, namespace);
  const quotas = config.openstack && blameFailures("OpenStack", openStackQuotas(config.openstack, keystone));
  if (!config.dryRun) return { provisioners, namespace: directory, quotas, passwords };
  return {
    provisioners: provisioners.map(dryRun),
    namespace: directory,
    quotas: quotas && dryRunQuotas(quotas),
    passwords: passwords.map(noPasswords),
  };
}
