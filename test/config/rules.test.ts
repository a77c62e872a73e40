import { expect, it } from "vitest";
import { readRules } from "../../src/config/read-rules.ts";

const REST = `site: { name: Campus, helpAddress: help@example.org }
slack: { adminChannel: C0ACCOUNTS, admins: { users: [U0ADA] } }
mail: { host: mail.example.org, from: acct@example.org }
`;
const read = (text: string) => readRules("acct.yml", REST + text);

/** All problems, without the headline. */
function problemsWith(text: string): string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    return (error as { problems: string[] }).problems;
  }
}

it("A rule has a condition, an effect, and a version that changes with every word of it", () => {
  const text = `rules:
  staff:
    for: [gitlab-account]
    when:
      anyOf:
        - ldapGroup: wmf
        - allOf: [{ gerritGroup: Trusted-Contributors }, { not: { emailDomain: example.com } }]
    approve: admin
    cap: 20 per hour
`;
  const [rule] = read(text);
  expect(rule).toMatchObject({
    name: "staff",
    kinds: ["gitlab-account"],
    when: {
      anyOf: [
        { source: "ldapGroup", wanted: "wmf" },
        {
          allOf: [
            { source: "gerritGroup", wanted: "Trusted-Contributors" },
            { not: { source: "emailDomain", wanted: ["example.com"] } },
          ],
        },
      ],
    },
    effect: { kind: "approve", approval: "admin" },
    mode: "shadow",
    capPerHour: 20,
  });
  expect(read(text)[0]?.version).toBe(rule?.version);
  expect(read(text.replace("wmf", "wmde"))[0]?.version).not.toBe(rule?.version);
  expect(read(text.replace("20 per", "21 per"))[0]?.version).not.toBe(rule?.version);
});

it.each([
  ["rules:\n  staff:\n    approve: admin\n", "acct.yml:6:5: rules.staff.when is missing"],
  [
    "rules:\n  staff:\n    for: [gitlab-account]\n    when: { ldapGruop: wmf }\n    approve: admin\n",
    "acct.yml:7:11: rules.staff.when.ldapGruop is not a setting. Did you mean ldapGroup?",
  ],
  [
    "rules:\n  staff:\n    when: { ldapGroup: wmf, kind: account }\n    approve: admin\n",
    "acct.yml:6:11: rules.staff.when must have exactly one condition. To combine several, list them under allOf or anyOf",
  ],
  [
    "rules:\n  staff:\n    when: { ldapGroup: wmf }\n",
    "acct.yml:6:5: rules.staff must have exactly one effect: approve, require, warn, or quarantine",
  ],
  [
    "rules:\n  staff:\n    for: [gitlab-account]\n    when: { ldapGroup: wmf }\n    approve: admins\n",
    "acct.yml:6:5: rules.staff gives the approval admins, which no request of these kinds needs: gitlab-account. Look at approvals",
  ],
  [
    "rules:\n  staff:\n    for: [gitlab-account]\n    when: { ldapGroup: wmf }\n    approve: admin\n    cap: 20\n",
    "acct.yml:9:10: rules.staff.cap must be text",
  ],
  [
    "rules:\n  staff:\n    when: { ldapGroup: wmf }\n    require: { name: Security, from: { group: security } }\n",
    "acct.yml:6:5: rules.staff requires the approval of the group security, which isn't in groups",
  ],
  [
    "rules:\n  Staff!:\n    when: { ldapGroup: wmf }\n    approve: admin\n",
    "acct.yml:6:5: rules.Staff! must be a short name of a-z, 0-9, and -",
  ],
])("A faulty rule is refused with its line and column: %j", (text, problem) => {
  expect(problemsWith(text)).toEqual([problem]);
});

it("A file that isn't YAML is refused with its line and column", () => {
  expect(problemsWith("rules:\n  staff: [\n").join()).toMatch(/line \d+, column \d+/);
});
