import type { Kind } from "../db/names.ts";

/** The kinds of requests that can ask for a signature before they go on. */
export const SIGNING_KINDS = ["account", "membership", "project", "quota"] as const satisfies readonly Kind[];
export type SigningKind = (typeof SIGNING_KINDS)[number];

/** Where a document's text comes from. */
export type AgreementSource = { readonly file: string } | { readonly url: string };

/**
 * Who has to sign: whoever makes a request of these kinds, whoever joins these projects, or whoever has an account in these systems.
 * The names of projects are in lower case.
 */
export type AgreementScope =
  | { readonly kinds: readonly SigningKind[] }
  | { readonly projects: readonly string[] }
  | { readonly systems: readonly string[] };

/** A document that people sign, as acct.yml names it. */
export interface Agreement {
  /** What the history and the command line call it. */
  readonly name: string;
  readonly title: string;
  /** A new version is signed again by everyone. */
  readonly version: string;
  /** A file has its whole path. */
  readonly source: AgreementSource;
  readonly for: AgreementScope;
  /** How long a signature is valid, in milliseconds. Undefined: until the next version. */
  readonly renewEvery?: number | undefined;
  /** How long people who have access can go on without a signature, in milliseconds. */
  readonly grace: number;
}

/** Tells whether people with an account in this system have to sign it. */
export const isForSystem = ({ for: scope }: Pick<Agreement, "for">, system: string): boolean =>
  "systems" in scope && scope.systems.includes(system);
