import {
  AccountLockedError,
  PasswordRejectedError,
  type PasswordStore,
} from "../../provisioners/password-store.ts";
import type { Person } from "../../provisioners/provisioner.ts";
import { lockedIn } from "./locked-in.ts";

export interface StoreResult {
  readonly taken: readonly string[];
  /** The systems that did not respond. If the first one did not, no other was tried, and nothing was changed. */
  readonly unreachable: string[];
  /** The error of the first of `unreachable`. */
  readonly error?: unknown;
  readonly rejected?: { readonly by: string; readonly why: string };
  /** An admin has locked the person out of this system. The password was set only in the systems before it. */
  readonly locked?: { readonly by: string };
}

/**
 * Sets a password in one system after another, so that a policy that rejects it stops it early. Systems that do not respond
 * are left for later only once another one has accepted the password.
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
      if (thrown instanceof PasswordRejectedError) {
        return { taken, unreachable, rejected: { by: system.name, why: thrown.message } };
      }
      if (thrown instanceof AccountLockedError) return { taken, unreachable, locked: { by: system.name } };
      error ??= thrown;
      unreachable.push(system.name);
      if (taken.length === 0) break;
    }
  }
  return { taken, unreachable, error };
}
