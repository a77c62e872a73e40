import type { PlanLine } from "../db/tables/requests.ts";

/** A line of a plan about our own registry, whose changes need no approval of their own. */
export const registryLine = (text: string): PlanLine => ({ system: "registry", text, isNew: false });
