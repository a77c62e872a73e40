import {
  AccountLockedError,
  PasswordRejectedError,
  type PasswordStore,
} from "../../provisioners/password-store.ts";
import type { Person } from "../../provisioners/provisioner.ts";
import { lockedIn } from "./locked-in.ts";

export interface StoreResult {
  readonly taken: readonly string[];
  /** Those of `taken` that reject a login with the password. */
  readonly rejecting: readonly string[];
  /** Those of `taken` in which acct could not try a login. */
  readonly untried: readonly string[];
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
  if (locked) return { taken: [], rejecting: [], untried: [], unreachable: [], locked };
  const taken: string[] = [];
  const rejecting: string[] = [];
  const untried: string[] = [];
  const unreachable: string[] = [];
  const result = () => ({ taken, rejecting, untried, unreachable });
  let error: unknown;
  for (const system of systems) {
    try {
      await system.setPassword(account, password);
      taken.push(system.name);
      const login = await tryLogin(account, password, system);
      if (login !== "accepted") (login === "rejected" ? rejecting : untried).push(system.name);
    } catch (thrown) {
      if (thrown instanceof PasswordRejectedError) {
        return { ...result(), rejected: { by: system.name, why: thrown.message } };
      }
      if (thrown instanceof AccountLockedError) return { ...result(), locked: { by: system.name } };
      error ??= thrown;
      unreachable.push(system.name);
      if (taken.length === 0) break;
    }
  }
  return { ...result(), error };
}

/** The last word on a password is a login. It counts against the person if it is rejected, so it is tried once. */
async function tryLogin(
  account: Person,
  password: string,
  { canLogIn }: PasswordStore,
): Promise<"accepted" | "rejected" | "unknown"> {
  try {
    return (await canLogIn(account, password)) ? "accepted" : "rejected";
  } catch {
    return "unknown";
  }
}
