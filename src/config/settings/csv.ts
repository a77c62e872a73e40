import { z } from "zod";

export const csv = z
  .strictObject({
    trusted: z
      .boolean()
      .default(false)
      .describe(
        "Whether the addresses in imported files are known to be right, for example because people signed in to the form. If not, and without a campus directory, each person first confirms their address with a link",
      ),
  })
  .describe("Files that `acct import` reads");
