import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { dictionary, adjacencyGraphs as graphs } from "@zxcvbn-ts/language-common";

/** The estimate needs more than linear time. Nobody needs more characters than these to be strong. */
const JUDGED = 64;

const estimator = new ZxcvbnFactory({ dictionary, graphs });

/**
 * How hard a password is to guess, from 0 (very weak) to 4 (strong), by the same estimate as the page's meter
 * (pages/password.js). `about`: what whoever guesses knows of the person, such as the username.
 */
export function strengthOf(password: string, about: readonly string[]): number {
  return estimator.check(password.slice(0, JUDGED), [...about]).score;
}
