import type { Arvados } from "../../arvados/arvados.ts";

/** Names that Arvados gives to no one, unless the cluster's settings say otherwise (Arvados, Users.AutoSetupUsernameBlacklist). */
const BLACKLIST = new Set(["arvados", "git", "gitolite", "gitolite-admin", "root", "syslog"]);

/**
 * Returns the username that Arvados would make from an address (Arvados, services/api/app/models/user.rb): the part before the @ and the
 * first plus sign, without leading characters that are no letters and without everything but ASCII letters and digits, followed by the
 * smallest free number from 2 on if it is taken. Undefined: it would make none.
 */
export async function predictUsername(
  arvados: Pick<Arvados, "listUsernames">,
  email: string,
): Promise<string | undefined> {
  const base = baseOf(email);
  if (base === "") return undefined;
  const taken = new Set(await arvados.listUsernames(base));
  return firstFree(base, (name) => taken.has(name) || BLACKLIST.has(name));
}

function baseOf(email: string): string {
  const at = email.indexOf("@");
  if (at < 1 || at === email.length - 1) return "";
  const local = email.slice(0, at);
  const [untagged = ""] = local.split("+");
  return (untagged === "" ? local : untagged).replace(/^[^A-Za-z]+/, "").replace(/[^A-Za-z0-9]/g, "");
}

function firstFree(base: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!isTaken(name)) return name;
  }
}
