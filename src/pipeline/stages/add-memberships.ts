import { findAccountByEmail, findAccountByUsername } from "../../db/accounts.ts";
import { insertMembership } from "../../db/memberships.ts";
import { findRegistration } from "../../db/registry.ts";
import { Failure } from "../../failure/failure.ts";
import { joinEverywhere } from "../ensure-everywhere.ts";
import { joinGroups } from "../join-groups.ts";
import { done, notNeeded, type Stage } from "../stage.ts";

export const addMemberships = {
  name: "add-memberships",
  changesOutside: true,
  async run(request, deps) {
    const { db, now, provisioners } = deps;
    const others = request.details.additionalUsers ?? [];
    const groups = request.details.groups ?? [];
    if (others.length === 0 && groups.length === 0)
      return notNeeded("no other members and no groups were named");
    const registration = await findRegistration(db, request.id);
    if (!registration) throw new Failure(`The registry has no project for request ${request.id}`);

    const { project } = registration;
    const joined = groups.length > 0 ? await joinGroups(request, registration.account, deps) : [];
    if (others.length === 0) return done(joined.join("; "));
    const added: string[] = [];
    const unknown: string[] = [];
    for (const other of others) {
      const account = other.includes("@")
        ? await findAccountByEmail(db, other)
        : await findAccountByUsername(db, other);
      if (!account) {
        unknown.push(other);
        continue;
      }
      await joinEverywhere(account, project, { db, now, provisioners });
      await insertMembership(db, {
        accountId: account.id,
        personId: account.personId,
        source: "request",
        projectId: project.id,
        requestId: request.id,
        createdAt: now(),
      });
      added.push(account.username);
    }
    const notes = [`added to ${project.name}: ${added.join(", ") || "no one"}`];
    if (unknown.length > 0) notes.push(`not added, because they have no account: ${unknown.join(", ")}`);
    return done([...notes, ...joined].join("; "));
  },
} as const satisfies Stage;
