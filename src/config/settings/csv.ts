import { z } from "zod";
import { DATE_ORDERS } from "../../intake/row-moment.ts";

export const csv = z
  .strictObject({
    trusted: z
      .boolean()
      .default(false)
      .describe(
        "Whether the addresses in imported files are known to be right, for example because people signed in to the form. If not, and without a campus directory, each person first confirms their address with a link",
      ),
    dateOrder: z
      .enum(DATE_ORDERS)
      .optional()
      .describe(
        "The order in dates such as 11/05/2026: day-month or month-day. If not given, acct sees it in the other dates of the file",
      ),
  })
  .describe("Files that `acct import` reads");
