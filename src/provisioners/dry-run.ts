import { Failure } from "../failure/failure.ts";
import { PasswordRefusedError, type PasswordStore, type SelfServicePasswords } from "./password-store.ts";
import type { Provisioner } from "./provisioner.ts";
import type { QuotaSystem } from "./quotas.ts";

/** The same provisioner, for looking only: whoever asks it to make or take something is told that this is a dry run. */
export function dryRun(provisioner: Provisioner): Provisioner {
  const refuse = (what: string) => () =>
    Promise.reject(new Failure(`This is a dry run: ${provisioner.name} is not asked to ${what}`));
  return {
    ...provisioner,
    ensure: refuse("make accounts"),
    ensureMember: refuse("add members"),
    remove: refuse("take rights away"),
    resume: refuse("let anybody in again"),
    erase: refuse("delete anybody"),
  };
}

const refusePassword = () =>
  Promise.reject(new PasswordRefusedError("no passwords are set at the moment; your link stays good"));

/** Passwords that nobody can set. */
export const noPasswords = ({ name, lockOf }: PasswordStore): PasswordStore => ({
  name,
  lockOf,
  setPassword: refusePassword,
});

/** The same for those that people change themselves. */
export const noOwnPasswords = ({ name }: SelfServicePasswords): SelfServicePasswords => ({
  name,
  changeOwnPassword: refusePassword,
});

/** Quotas that nobody can change. */
export function dryRunQuotas(quotas: QuotaSystem): QuotaSystem {
  return {
    ...quotas,
    writeQuotas: () => Promise.reject(new Failure("This is a dry run: no quota is set")),
  };
}
