import type { Sacctmgr } from "./sacctmgr.ts";
import type { SlurmReader } from "./slurm-reader.ts";

/** Reads with sacctmgr, which also makes the changes. */
export function readBySacctmgr({ show }: Sacctmgr): SlurmReader {
  return {
    async readAccount(wanted) {
      const format = ["account", "org", "cluster", "user"];
      const rows = await show("account", format, "where", `name=${wanted}`, "withassoc");
      const found = rows.filter(([name]) => name === wanted);
      const [first] = found;
      if (!first) return undefined;
      const associations = found.flatMap(([, , cluster = "", user = ""]) =>
        cluster === "" ? [] : [{ cluster, user }],
      );
      return { organization: first[1] ?? "", associations };
    },
  };
}
