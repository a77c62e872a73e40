import { accountLinks } from "./account-links.ts";
import { identityLinks } from "./identity-links.ts";
import { memberLinks } from "./member-links.ts";
import { openRequestLinks } from "./open-request-links.ts";
import { passwordLinks } from "./password-links.ts";
import { requestLinks } from "./request-links.ts";
import { signatureLinks } from "./signature-links.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import { suspensionLinks } from "./suspension-links.ts";
import { systemLinks } from "./system-links.ts";
import type { WhyLink } from "./why-link.ts";

/** In the order in which one depends on the other. */
const CHAIN = [
  requestLinks,
  accountLinks,
  signatureLinks,
  suspensionLinks,
  passwordLinks,
  memberLinks,
  systemLinks,
  openRequestLinks,
  identityLinks,
] as const;

/** Walks everything that someone needs before they can log in, in acct and in each system. Changes nothing. */
export async function explainAccess(subject: WhySubject, deps: WhyDeps): Promise<WhyLink[]> {
  const links: WhyLink[] = [];
  for (const walk of CHAIN) {
    links.push(...(await walk(subject, deps)));
    if (links.some(({ isLast }) => isLast)) break;
  }
  return links;
}

/** The link that has to be fixed first; undefined if none is known to be missing. */
export const firstMissing = (links: readonly WhyLink[]): WhyLink | undefined =>
  links.find(({ state }) => state === "missing");
