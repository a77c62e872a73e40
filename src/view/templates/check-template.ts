import type { Template } from "./template.ts";

/** How a part of a message is called in a sentence. */
const nameOf = (part: string) => (part === "" ? "the message" : `the section "${part}"`);

const listed = (names: Iterable<string>) =>
  [...names]
    .toSorted()
    .map((name) => `{{${name}}}`)
    .join(", ");

/**
 * Compares a template with the English one: each part must use the same variables, and there must be the same sections.
 * Returns one problem a line, as "file:line: sentence".
 */
export function checkTemplate(template: Template, english: Template): string[] {
  const { file, lines, variables, sections } = template;
  const problems: string[] = [];
  for (const name of sections.keys()) {
    if (english.sections.has(name)) continue;
    const known = [...english.sections.keys()].map((each) => `"${each}"`).join(", ");
    const has = known === "" ? "It has no sections" : `It has ${known}`;
    problems.push(`${file}:${lines.get(name)}: This message has no section "${name}". ${has}`);
  }
  for (const name of english.sections.keys()) {
    if (!sections.has(name)) problems.push(`${file}:1: The section "${name}" is missing`);
  }
  for (const [part, used] of variables) {
    const known = english.variables.get(part);
    if (!known) continue;
    for (const [name, line] of used) {
      if (known.has(name)) continue;
      const has = known.size === 0 ? "none" : listed(known.keys());
      problems.push(`${file}:${line}: {{${name}}} isn't a variable of ${nameOf(part)}. It has ${has}`);
    }
    for (const name of known.keys()) {
      if (!used.has(name))
        problems.push(`${file}:${lines.get(part) ?? 1}: {{${name}}} is missing in ${nameOf(part)}`);
    }
  }
  return problems;
}
