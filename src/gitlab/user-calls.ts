import { z } from "zod";
import type { GitLab, GitLabIdentity, GitLabUser } from "./gitlab.ts";
import type { GitLabHttp } from "./gitlab-http.ts";
import { isHuman, toUser, userRecord } from "./user-record.ts";

type UserCalls = Pick<GitLab, "findUser" | "findByIdentity" | "findByAddress" | "findByUsername" | "isGone">;

/** Finds accounts (GitLab, doc/api/users.md). */
export function userCalls(http: GitLabHttp): UserCalls {
  const search = async (query: Readonly<Record<string, string>>): Promise<GitLabUser[]> => {
    const found = await http.get(`users?${new URLSearchParams(query)}`, z.array(userRecord));
    return found.filter(isHuman).map(toUser);
  };
  const findUser = async (id: number) => {
    const found = await http.find(`users/${id}`, userRecord);
    return found && toUser(found);
  };
  return {
    findUser,
    findByIdentity: ({ provider, uid }: GitLabIdentity) => search({ provider, extern_uid: uid }),
    async findByAddress(address) {
      // A search also finds secondary addresses, and names that contain the text.
      const found = await search({ search: address, per_page: "100" });
      return found.filter(({ email }) => email === address.toLowerCase());
    },
    async findByUsername(username) {
      const found = await search({ username });
      return found.find((each) => each.username.toLowerCase() === username.toLowerCase());
    },
    isGone: async (id) => (await findUser(id)) === undefined,
  };
}
