import type { PlanLine } from "../db/tables/requests.ts";

/** The name of the registry as people read it on cards. */
export const REGISTRY = "registry";

/** A line of a plan about our own registry. */
export const registryLine = (text: string, isNew = false): PlanLine => ({ system: REGISTRY, text, isNew });
