import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { dictionary, adjacencyGraphs as graphs } from "@zxcvbn-ts/language-common";

/** The estimate takes more than linear time, and this many characters are enough to be strong. */
const MAX_ESTIMATED = 64;

const estimator = new ZxcvbnFactory({ dictionary, graphs });

/**
 * How hard a password is to guess, from 0 (very weak) to 4 (strong), with the same estimate as the page's meter
 * (pages/password.js). `about` is what an attacker knows about the person, such as the username.
 */
export function estimateStrength(password: string, about: readonly string[]): number {
  return estimator.check(password.slice(0, MAX_ESTIMATED), [...about]).score;
}
