import type { SimulatedAccount } from "./start-gerrit.ts";

/**
 * Finds accounts as Gerrit does (Documentation/user-search-accounts.txt): `username:` matches whole usernames whatever their case,
 * `email:` also beginnings, and without `is:` inactive accounts are left out. Throws about a query that it can't read.
 */
export function findAccounts(query: string, accounts: readonly SimulatedAccount[]): SimulatedAccount[] {
  const text = query.trim();
  const [, field, value = "", rest = ""] = /^(username|email):"([^"\\]+)"\s*(.*)$/.exec(text) ?? [];
  if (field === undefined) throw new Error(`not a query for one username or address: ${query}`);
  const states = readStates(rest);
  const wanted = value.toLowerCase();
  return accounts.filter(({ username, email, isInactive = false }) => {
    const matches =
      field === "username" ? username?.toLowerCase() === wanted : email?.toLowerCase().startsWith(wanted);
    return matches === true && states.includes(isInactive ? "inactive" : "active");
  });
}

function readStates(rest: string): readonly string[] {
  switch (rest) {
    case "":
    case "is:active":
      return ["active"];
    case "is:inactive":
      return ["inactive"];
    case "(is:active OR is:inactive)":
      return ["active", "inactive"];
    default:
      throw new Error(`unexpected condition: ${rest}`);
  }
}
