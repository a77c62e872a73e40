import { z } from "zod";
import { callSlurmrestd } from "./call-slurmrestd.ts";
import type { SlurmRestConfig } from "./read-by-rest.ts";
import type { SlurmTree } from "./slurm-tree.ts";

const accountsSchema = z.object({
  accounts: z
    .array(
      z.looseObject({
        name: z.string(),
        description: z.string().nullish(),
        coordinators: z.array(z.looseObject({ name: z.string() })).default([]),
      }),
    )
    .default([]),
});
const associationsSchema = z.object({
  associations: z
    .array(
      z.looseObject({
        cluster: z.string().nullish(),
        account: z.string(),
        parent_account: z.string().nullish(),
        user: z.string().nullish(),
      }),
    )
    .default([]),
});

/** Reads everything through slurmrestd. */
export async function listByRest(config: SlurmRestConfig): Promise<SlurmTree> {
  const { accounts } = await callSlurmrestd(config, "accounts", accountsSchema);
  const { associations } = await callSlurmrestd(config, "associations", associationsSchema);
  return {
    accounts: accounts.map(({ name, description, coordinators }) => ({
      name,
      description: description ?? "",
      coordinators: coordinators.map((each) => each.name),
    })),
    associations: associations.map(({ cluster, account, parent_account, user }) => ({
      cluster: cluster ?? "",
      account,
      parent: parent_account ?? "",
      user: user ?? "",
    })),
    broken: [],
  };
}
