import {
  AccountLockedError,
  PasswordRefusedError,
  type PasswordStore,
} from "../../provisioners/password-store.ts";
import type { Person } from "../../provisioners/provisioner.ts";
import { lockedIn } from "./locked-in.ts";

export interface StoreResult {
  readonly taken: readonly string[];
  /** Did not answer. When the first one does not, none after it is asked, and nothing was changed. */
  readonly unreachable: string[];
  /** What the first of `unreachable` failed with. */
  readonly error?: unknown;
  readonly refused?: { readonly by: string; readonly why: string };
  /** An admin keeps the person out of this system: the password was set in none that was not asked before. */
  readonly locked?: { readonly by: string };
}

/**
 * Sets a password in one system after another, so that a policy that refuses it stops it before it is half-done. The
 * first one is asked alone: only when it has taken the password are those that do not answer left for later.
 */
export async function setInAllStores(
  account: Person,
  password: string,
  systems: readonly PasswordStore[],
): Promise<StoreResult> {
  const locked = await lockedIn(account, systems);
  if (locked) return { taken: [], unreachable: [], locked };
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
      if (thrown instanceof AccountLockedError) return { taken, unreachable, locked: { by: system.name } };
      error ??= thrown;
      unreachable.push(system.name);
      if (taken.length === 0) break;
    }
  }
  return { taken, unreachable, error };
}
