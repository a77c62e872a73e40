import { z } from "zod";

/** Projects are kept in lowercase. */
const projectName = z.string().trim().toLowerCase().min(1);

const project = z.union([
  projectName.transform((name) => ({ name, count: 1 })),
  z.strictObject({
    name: projectName,
    count: z.int().min(1).default(1).describe("How many different admins must approve"),
  }),
]);

export const privilegedProjects = z
  .array(project)
  .default([])
  .describe(
    "Projects whose members get elevated privileges, by name or as `{ name: …, count: 2 }`. An admin, or that many different admins, must approve every request about them, and the card shows a warning",
  );
