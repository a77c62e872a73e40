import { PasswordRefusedError, type Passwords } from "../provisioners/passwords.ts";
import type { Account } from "../provisioners/provisioner.ts";

export interface SetEverywhere {
  readonly taken: readonly string[];
  /** Did not answer. When the first one does not, none after it is asked, and nothing was changed. */
  readonly unreachable: string[];
  /** What the first of `unreachable` failed with. */
  readonly error?: unknown;
  readonly refused?: { readonly by: string; readonly why: string };
}

/**
 * Sets a password in one system after another, so that a policy that refuses it stops it before it is half-done. The
 * first one is asked alone: only when it has taken the password are those that do not answer left for later.
 */
export async function setEverywhere(
  account: Account,
  password: string,
  systems: readonly Passwords[],
): Promise<SetEverywhere> {
  const taken: string[] = [];
  const unreachable: string[] = [];
  let error: unknown;
  for (const system of systems) {
    try {
      await system.setPassword(account, password);
      taken.push(system.name);
    } catch (thrown) {
      if (thrown instanceof PasswordRefusedError) {
        return { taken, unreachable, refused: { by: system.name, why: thrown.message } };
      }
      error ??= thrown;
      unreachable.push(system.name);
      if (taken.length === 0) break;
    }
  }
  return { taken, unreachable, error };
}
