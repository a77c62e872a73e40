import type { Sacctmgr } from "./sacctmgr.ts";
import type { SlurmTree } from "./slurm-tree.ts";

const ASSOCIATION = ["cluster", "account", "parentname", "user"] as const;

/** Reads everything with sacctmgr(1). A row that was cut is kept as broken. */
export async function listBySacctmgr({ show }: Sacctmgr): Promise<SlurmTree> {
  // The description comes last, because it may contain the separator.
  const accountRows = await show("account", ["account", "coordinators", "descr"], "withcoord");
  const associationRows = await show("assoc", ASSOCIATION);
  const accounts = Map.groupBy(accountRows, ({ length }) => length >= 3);
  const associations = Map.groupBy(associationRows, ({ length }) => length === ASSOCIATION.length);
  return {
    accounts: (accounts.get(true) ?? []).map(([name = "", coordinators = "", ...description]) => ({
      name,
      coordinators: coordinators.split(",").filter(Boolean),
      description: description.join("|"),
    })),
    associations: (associations.get(true) ?? []).map(
      ([cluster = "", account = "", parent = "", user = ""]) => ({ cluster, account, parent, user }),
    ),
    broken: [accounts, associations].flatMap((rows) => rows.get(false) ?? []).map((row) => row.join("|")),
  };
}
