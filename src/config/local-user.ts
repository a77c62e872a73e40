import type { Variables } from "./read-config.ts";

/** The user who started us through sudo or doas; undefined if neither was used. */
export function localUser(variables: Variables = process.env): string | undefined {
  return variables.SUDO_USER || variables.DOAS_USER || undefined;
}
