import type { Client } from "ldapts";
import { isInBranch } from "./dn.ts";
import { texts } from "./entries.ts";

/**
 * Finds the whole tree that a branch belongs to (RFC 4512 §5.1), because names and numbers must be unique in all of it, not
 * only in our branch. Returns the branch itself if the server doesn't tell.
 */
export function findNamingContext(branchDn: string) {
  let known: string | undefined;
  return async (client: Client): Promise<string> => {
    known ??= await read(client);
    return known;
  };

  async function read(client: Client): Promise<string> {
    const { searchEntries } = await client.search("", { scope: "base", attributes: ["namingContexts"] });
    const above = texts(searchEntries[0]?.namingContexts).filter(
      (dn) => dn !== "" && isInBranch(branchDn, dn),
    );
    return above.toSorted((a, b) => b.length - a.length)[0] ?? branchDn;
  }
}
