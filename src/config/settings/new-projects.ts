import { z } from "zod";
import { QUOTA_NAMES } from "../../provisioners/quotas.ts";

const openstack = z
  .partialRecord(z.enum(QUOTA_NAMES), z.int().min(-1).max(1_000_000))
  .default({})
  .describe(
    "Quotas in OpenStack, by name: instances, cores, ram, floatingip, network, port, volumes, snapshots, and gigabytes. ram and gigabytes are in GB, and -1 is unlimited. What isn't named stays as OpenStack sets it",
  );

const slurm = z
  .record(
    z.string().regex(/^[A-Za-z]+$/, "must be the name of an option of sacctmgr(1), such as grptres"),
    z.coerce
      .string()
      .regex(/^[\w.,:=/+-]+$/, "must be a value as sacctmgr(1) takes it, such as cpu=200,gres/gpu=4"),
  )
  .default({})
  .describe(
    "Limits of the project's account in Slurm, named as in sacctmgr(1): grptres, grptresmins, grpjobs, grpsubmitjobs, fairshare",
  );

export const newProjects = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^(?:[a-z]|\{(?:name|username|localPart)\})(?:[a-z0-9._-]|\{(?:name|username|localPart)\})*$/,
        "must consist of {name}, {username}, {localPart}, lowercase letters, digits, dots, hyphens, and underscores, and begin with a letter or one of the three",
      )
      .regex(
        /\{/,
        "must contain {name}, {username}, or {localPart}, or all projects would have the same name",
      )
      .default("{name}")
      .describe(
        "How projects that people with an account ask for are named: {name} is what they enter, {username} is their username, and {localPart} is the part of their address before the @. Without {name}, the form asks for no name, and a further project of the same name gets a numeral",
      ),
    quotas: z
      .strictObject({ openstack, slurm })
      .prefault({})
      .describe(
        "What every project that acct creates gets at its creation, also one that comes with a new account. Existing projects keep what they have",
      ),
  })
  .describe("The names and quotas of new projects. docs/new-projects.md describes them");
