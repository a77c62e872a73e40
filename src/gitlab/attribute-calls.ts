import { z } from "zod";
import type { GitLab } from "./gitlab.ts";
import { isNotFound } from "./gitlab-error.ts";
import type { GitLabHttp } from "./gitlab-http.ts";

const attributeRecord = z.looseObject({ key: z.string(), value: z.string() });

/** Custom attributes of users (GitLab, doc/api/custom_attributes.md). */
export function attributeCalls(
  http: GitLabHttp,
): Pick<GitLab, "readAttribute" | "writeAttribute" | "deleteAttribute"> {
  const pathOf = (id: number, key: string) => `users/${id}/custom_attributes/${encodeURIComponent(key)}`;
  return {
    readAttribute: async (id, key) => (await http.find(pathOf(id, key), attributeRecord))?.value,
    async writeAttribute(id, key, value) {
      await http.send({ method: "PUT", path: pathOf(id, key), body: { value } });
    },
    async deleteAttribute(id, key) {
      try {
        await http.send({ method: "DELETE", path: pathOf(id, key) });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
