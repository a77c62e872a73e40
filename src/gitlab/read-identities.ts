import { z } from "zod";
import type { GitLabIdentity } from "./gitlab.ts";

const identity = z.looseObject({ provider: z.string().min(1), extern_uid: z.string().min(1) });

/** Reads the identities of a user as GitLab's API returns them. One without a provider or an ID identifies no one, and is left out. */
export function readIdentities({ identities }: { readonly identities?: unknown }): readonly GitLabIdentity[] {
  if (!Array.isArray(identities)) return [];
  return identities.flatMap((each) => {
    const { data } = identity.safeParse(each);
    return data ? [{ provider: data.provider, uid: data.extern_uid }] : [];
  });
}
