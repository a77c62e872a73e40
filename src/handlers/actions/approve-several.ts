import type { Actor } from "../../chat/chat.ts";
import type { Request } from "../../db/tables/requests.ts";
import { listUndecided, listWaitingForPi } from "../../db/waiting-requests.ts";
import { isAskedAsGroup } from "../../pipeline/checks/asked-groups.ts";
import { findGroupsOf } from "../../pipeline/checks/roles.ts";
import { usersOf } from "../../pipeline/checks/same-person.ts";
import { type GeneralHandler, type HandlerContext, message } from "../handler.ts";
import { decidePicked, pickingForm } from "../pick-many.ts";

const PICKING = { verdicts: [{ value: "approved", label: "Approve" }] } as const;

/** Lets a PI, or someone in a group that is asked, approve several requests at once. */
export const approveSeveral: GeneralHandler = {
  name: "approve-several",
  right: "request",
  notDone: "Not shown",
  async form({ actor, values }, context) {
    const asGroup = await listWaitingForGroupsOf(actor, context);
    const waiting = [...(await listWaitingForPi(context.db, usersOf(actor))), ...asGroup];
    if (waiting.length === 0) return message("All caught up", "No request needs your approval.");
    const form = {
      action: "approve-several",
      title: "Approve several",
      submit: "Approve",
      ...PICKING,
      // Warnings are for those who are asked together with the admins.
      warns: asGroup.length > 0,
      maxChoices: context.chat.limits.choices,
    } as const;
    return pickingForm(waiting, form, values);
  },
  async run({ actor, values }, context) {
    const warns = (await listWaitingForGroupsOf(actor, context)).length > 0;
    return decidePicked(values, { ...PICKING, warns }, actor, context);
  },
};

/** The requests that need an approval which this person can give as someone in a group, oldest first. */
async function listWaitingForGroupsOf(actor: Actor, context: HandlerContext): Promise<readonly Request[]> {
  const { groups } = await findGroupsOf(actor, context);
  if (groups.length === 0) return [];
  const waiting = await listUndecided(context.db, "admin");
  return waiting.filter((request) => isAskedAsGroup(actor, groups, request, context.rules));
}
