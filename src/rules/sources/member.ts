import type { Db } from "../../db/client.ts";
import { ROLES, type Role } from "../../db/names.ts";
import { listRolesIn } from "../../db/rule-facts.ts";
import type { Wanted } from "../conditions.ts";
import { no, type RuleSource, unknown, yes } from "../rule-source.ts";

const TITLES: Readonly<Record<Role, string>> = { pi: "a PI", manager: "a manager", member: "a member" };
const OR_HIGHER: Readonly<Record<Role, string>> = { ...TITLES, manager: "a manager or PI" };

/** The projects that the person is in, according to the registry. A role counts as every lower one. */
export const member = (db: Db, now: () => Date): RuleSource<Wanted<"member">> => ({
  name: "member",
  system: "registry",
  maxAgeMs: 0,
  describe: ({ project, role = "member" }) => `the person is ${OR_HIGHER[role]} of the project ${project}`,
  async ask({ project, role = "member" }, { personId }) {
    if (personId === undefined) return unknown("the registry doesn't know who the person is");
    const roles = await listRolesIn(db, personId, project, now());
    const highest = ROLES.find((one) => roles.includes(one));
    if (!highest) return no(`the person is not in the project ${project}`);
    const text = `the person is ${TITLES[highest]} of the project ${project}`;
    return ROLES.indexOf(highest) <= ROLES.indexOf(role) ? yes(text) : no(text);
  },
});
