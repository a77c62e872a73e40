import type { Provisioner } from "../provisioners/provisioner.ts";

/** Finds a system by the name that a person typed, in any case. Otherwise, says which systems there are. */
export function findSystem(
  typed: string,
  provisioners: readonly Pick<Provisioner, "name">[],
): { readonly system: string } | { readonly denial: string } {
  const names = provisioners.map(({ name }) => name);
  const system = names.find((name) => name.toLowerCase() === typed.trim().toLowerCase());
  if (system !== undefined) return { system };
  const known = names.length > 0 ? `The systems are: ${names.join(", ")}.` : "No systems are configured.";
  return { denial: `There's no system called "${typed.trim()}". ${known}` };
}
