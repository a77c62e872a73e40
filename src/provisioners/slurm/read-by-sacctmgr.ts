import type { Sacctmgr } from "./sacctmgr.ts";
import type { SlurmReader } from "./slurm-reader.ts";

/** Reads with sacctmgr, which also makes the changes. */
export function readBySacctmgr({ show }: Sacctmgr): SlurmReader {
  return {
    async readOrganization(account) {
      const rows = await show("account", ["account", "org"], "where", `name=${account}`);
      return rows.find(([name]) => name === account)?.[1];
    },
    async listMembers(account) {
      const format = ["account", "user", "partition"];
      const rows = await show("assoc", format, "where", `account=${account}`);
      return rows
        .filter(([name, user]) => name === account && user)
        .map(([, user = "", partition = ""]) => ({ user, partition }));
    },
  };
}
