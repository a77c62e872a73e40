import { Failure } from "../../failure/failure.ts";
import type { KeystoneClient } from "./keystone-client.ts";

/**
 * Reads a list as a whole. Throws if Keystone has cut it (its option list_limit), because what is missing from a part of a list
 * may exist anyway.
 */
export async function getWhole<T>(keystone: Pick<KeystoneClient, "get">, path: string): Promise<T> {
  const body = await keystone.get<T & { readonly truncated?: boolean }>(path);
  if (!body.truncated) return body;
  throw new Failure(
    `Keystone cut a list that acct needs as a whole (${path.split("?")[0]}): raise list_limit in keystone.conf`,
    { lasts: true },
  );
}
