import type { Agreement } from "../agreements/agreement.ts";
import { readDocument } from "../agreements/read-document.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import type { Check } from "./doctor-check.ts";

/**
 * Names the agreements of acct.yml, and warns of texts that can't be read and of systems that acct doesn't manage. `systems` are those
 * that it does. None for a site without agreements.
 */
export function agreementsCheck(agreements: readonly Agreement[], systems: readonly string[]): Check[] {
  if (agreements.length === 0) return [];
  return [
    [
      "agreements",
      async () => ({
        sentence: agreements.map(({ name, version }) => `${name} (version ${version})`).join(", "),
        warnings: [
          ...agreements.flatMap((agreement) => explainUnknown(agreement, systems)),
          ...(await Promise.all(agreements.map(findUnreadable))).flat(),
        ],
      }),
    ],
  ];
}

/** No one would ever be asked to sign it. */
function explainUnknown({ name, for: scope }: Agreement, systems: readonly string[]): string[] {
  if (!("systems" in scope)) return [];
  const known = systems.length > 0 ? `only ${systems.join(", ")}` : "and acct manages none";
  return scope.systems
    .filter((system) => !systems.includes(system))
    .map(
      (system) =>
        `agreement ${name}: there is no system ${system}, ${known}, so no one is asked to sign it there; correct agreements.for.systems in acct.yml`,
    );
}

/** Requests wait until it can be read. */
async function findUnreadable(agreement: Agreement): Promise<string[]> {
  try {
    await readDocument(agreement);
    return [];
  } catch (error) {
    return [`${describeForOperator(error)}; until it can be read, no one can sign it, and requests wait`];
  }
}
