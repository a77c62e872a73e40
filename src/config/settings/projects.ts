import { z } from "zod";
import { emailAddress } from "./email-address.ts";

export const projects = z
  .record(
    z.string().toLowerCase(),
    z.strictObject({
      pi: emailAddress.describe("The email address of the PI, who decides who may join"),
    }),
  )
  .prefault({})
  .describe(
    "PIs of groups that existed in the directory before acct. If neither this setting, nor the registry, nor the owner of the LDAP group (`owner`, `manager`, `managedBy`) names one, an admin decides first, and the PI named in the approved request becomes the group's PI",
  );
