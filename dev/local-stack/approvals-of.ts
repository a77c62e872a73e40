import type { z } from "zod";
import { approvals } from "../../src/config/settings/approvals.ts";

/** The setting `approvals`, as acct reads it from acct.yml. */
export const approvalsOf = (setting: z.input<typeof approvals>) => approvals.parse(setting);
