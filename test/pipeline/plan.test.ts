import { expect, it } from "vitest";
import type { PlanLine } from "../../src/db/tables/requests.ts";
import { unapprovedChanges } from "../../src/pipeline/plan.ts";

const line = (system: string, text: string, isNew = true): PlanLine => ({ system, text, isNew });

it("A plan needs a new approval for everything that it would now create as well, in any system", () => {
  const approved = [line("LDAP", "person uid=amy"), line("Mailing list", "amy in lab", false)];
  const now = [
    line("LDAP", "person uid=amy"),
    line("LDAP", "group lab"),
    line("Mailing list", "amy in lab"),
    line("registry", "amy in lab", false),
  ];
  expect(unapprovedChanges(approved, now)).toEqual([now[1], now[2]]);
});

it("The account in the registry is new, but needs another approval only if the approved plan didn't name it", () => {
  const account = line("registry", "account amy in project lab");
  expect(unapprovedChanges([{ ...account, isNew: false }], [account])).toEqual([]);
  expect(unapprovedChanges([line("registry", "account ann in project lab")], [account])).toEqual([account]);
});

it("A plan that became shorter needs no new approval", () => {
  expect(unapprovedChanges([line("LDAP", "person uid=amy"), line("LDAP", "group lab")], [])).toEqual([]);
});
