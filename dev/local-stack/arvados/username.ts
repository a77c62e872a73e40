import { invalid } from "./api-error.ts";
import type { ArvadosState } from "./arvados-state.ts";

/** The user name of a new account, after `set_initial_username` in services/api/app/models/user.rb. Null if there is none. */
export function initialUsername(
  state: ArvadosState,
  { email, username }: { readonly email: string | null; readonly username: string | null },
): string | null {
  // Without an email, Rails leaves the name as it is.
  if (email === null) return username;
  const wanted = username || localPart(email);
  const base = wanted?.replace(/^[^A-Za-z]+/, "").replace(/[^A-Za-z0-9]/g, "");
  return base ? findUsable(state, base) : username || null;
}

function localPart(email: string): string | undefined {
  const at = email.indexOf("@");
  if (at <= 0 || at === email.length - 1) return undefined;
  const local = email.slice(0, at);
  return local.split("+")[0] || local;
}

/** The name itself, or the one with the smallest number from 2 that is free. */
function findUsable({ tables, settings }: ArvadosState, base: string): string {
  const taken = new Set(tables.users.map(({ username }) => username));
  let [name, number] = [base, 1];
  while (taken.has(name) || settings.AutoSetupUsernameBlacklist.includes(name)) name = `${base}${++number}`;
  return name;
}

export function checkUsername({ tables }: ArvadosState, id: number, username: string | null): void {
  if (username === null) return;
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(username))
    throw invalid("Username must begin with a letter and contain only alphanumerics");
  if (tables.users.some((other) => other.username === username && other.id !== id))
    throw invalid("Username has already been taken");
}
