import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { loadWhenUsed } from "../load-when-used.ts";

const core = loadWhenUsed<typeof import("@zxcvbn-ts/core")>("@zxcvbn-ts/core");
const common = loadWhenUsed<typeof import("@zxcvbn-ts/language-common")>("@zxcvbn-ts/language-common");

/** The estimate takes more than linear time, and this many characters are enough to be strong. */
const MAX_ESTIMATED = 64;

let estimator: ZxcvbnFactory | undefined;

/**
 * How hard a password is to guess, from 0 (very weak) to 4 (strong), with the same estimate as the page's meter
 * (pages/password.js). `about` is what an attacker knows about the person, such as the username.
 */
export function estimateStrength(password: string, about: readonly string[]): number {
  if (!estimator) {
    const { dictionary, adjacencyGraphs: graphs } = common();
    estimator = new (core().ZxcvbnFactory)({ dictionary, graphs });
  }
  return estimator.check(password.slice(0, MAX_ESTIMATED), [...about]).score;
}
