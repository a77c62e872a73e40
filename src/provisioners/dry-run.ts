import { Failure } from "../failure/failure.ts";
import type { UsernameStore } from "./name-store.ts";
import { PasswordRejectedError, type PasswordStore, type SelfServicePasswords } from "./password-store.ts";
import type { Provisioner } from "./provisioner.ts";
import type { QuotaSystem } from "./quotas.ts";

/** Wraps a provisioner so that it only reads. Every call that would change something fails and says that this is a dry run. */
export function dryRun(provisioner: Provisioner): Provisioner {
  const refuse = (what: string) => () =>
    Promise.reject(new Failure(`Dry run: ${provisioner.name} was not asked to ${what}`));
  return {
    ...provisioner,
    ensure: refuse("create accounts"),
    ensureMember: refuse("add members"),
    leave: refuse("remove access"),
    suspend: refuse("lock anyone out"),
    resume: refuse("restore access"),
    erase: refuse("delete accounts"),
    ...(provisioner.setEmail ? { setEmail: refuse("change addresses") } : {}),
    ...(provisioner.groups
      ? { groups: { join: refuse("add anyone to a group"), leave: refuse("take anyone out of a group") } }
      : {}),
    ...(provisioner.agreements
      ? {
          agreements: {
            ...provisioner.agreements,
            sign: refuse("record signatures"),
            activate: refuse("activate accounts"),
          },
        }
      : {}),
    ...(provisioner.belongings?.handOver
      ? { belongings: { ...provisioner.belongings, handOver: refuse("hand anything over") } }
      : {}),
    ...(provisioner.setName ? { setName: refuse("change names") } : {}),
    ...(provisioner.username
      ? { username: dryUsername(provisioner.username, refuse("change usernames")) }
      : {}),
  };
}

const dryUsername = (store: UsernameStore, refuse: () => Promise<never>): UsernameStore =>
  store.setUsername ? { ...store, setUsername: refuse } : { ...store, releaseUsername: refuse };

const refusePassword = () =>
  Promise.reject(new PasswordRejectedError("passwords can't be set at the moment; your link stays valid"));

/** Wraps a password store so that no password can be set. */
export const noPasswords = ({ name, findLock, canLogIn }: PasswordStore): PasswordStore => ({
  name,
  findLock,
  canLogIn,
  setPassword: refusePassword,
});

/** Does the same for passwords that people change themselves. */
export const noOwnPasswords = ({ name }: SelfServicePasswords): SelfServicePasswords => ({
  name,
  changeOwnPassword: refusePassword,
});

/** Wraps a quota system so that no quota can be changed. */
export function dryRunQuotas(quotas: QuotaSystem): QuotaSystem {
  return {
    ...quotas,
    writeQuotas: () => Promise.reject(new Failure("Dry run: no quota was set")),
  };
}
