import type { Actor } from "../../chat/chat.ts";
import type { Reply } from "../../chat/interaction.ts";
import { listOpenInvitations } from "../../db/invitations.ts";
import { listProjectsOf, listRoster } from "../../db/roster.ts";
import { findOwnPerson, findViewed, mayManage, maySee } from "../../pipeline/roster/find-viewer.ts";
import { listJoining, listPendingChanges } from "../../pipeline/roster/pending-changes.ts";
import type { Button } from "../../view/button.ts";
import { rosterNotice } from "../../view/roster-notice.ts";
import { FOUND, JOIN, REQUEST_ACCOUNT } from "../already-requested.ts";
import type { GeneralHandler, HandlerContext } from "../handler.ts";
import { ownAccount } from "../own-account.ts";
import { ownProjectsNotice } from "../own-projects-notice.ts";

/** Shows a person their projects, or who is in one of them. */
export const project: GeneralHandler = {
  name: "project",
  right: "use-project",
  notDone: "Nothing to show",
  command: { name: "project", arguments: "[name]", help: "Show your projects, or who is in one of them" },
  async run({ actor, text }, context) {
    const [name = ""] = text.trim().split(/\s+/);
    const person = await findOwnPerson(actor, context);
    if (name === "") {
      const own = person ? await listProjectsOf(context.db, person.id) : [];
      const more = (await needsAccount(actor, context)) ? [REQUEST_ACCOUNT] : MORE;
      return { kind: "message", notice: ownProjectsNotice(own, more) };
    }
    const viewed = await findViewed(name, actor, person, context);
    if (!viewed) return (await needsAccount(actor, context)) ? offerAccount(name) : offerToFound(name);
    if (!maySee(viewed.viewer)) {
      const { name: known } = viewed.project;
      return (await needsAccount(actor, context)) ? offerToJoinWithNewAccount(known) : offerToJoin(known);
    }
    return { kind: "message", notice: await showRoster(viewed, context) };
  },
};

/** Everything that this person may see of a project. */
async function showRoster(
  { project: { id, name }, viewer }: NonNullable<Awaited<ReturnType<typeof findViewed>>>,
  { db, now }: HandlerContext,
) {
  return rosterNotice({
    project: name,
    viewer: { isAdmin: viewer.actor.isAdmin, role: viewer.role, personId: viewer.person?.id },
    roster: await listRoster(db, id),
    invitations: await listOpenInvitations(db, id, now()),
    pending: await listPendingChanges(db, name),
    joining: mayManage(viewer) ? await listJoining(db, name) : [],
  });
}

/** What someone can ask for besides their own projects. */
const MORE: readonly Button[] = [JOIN, FOUND];

/** Whether someone has no account, not even one that they would have to confirm first, so that they can only request one. */
async function needsAccount(actor: Actor, context: HandlerContext): Promise<boolean> {
  const { account, unlinked } = await ownAccount(actor, context);
  return !account && !unlinked;
}

const offerToJoinWithNewAccount = (name: string): Reply => ({
  kind: "message",
  notice: {
    title: `You aren't in the project ${name}`,
    lines: [`To join it, request an account and enter ${name} as the project.`],
    buttons: [REQUEST_ACCOUNT],
  },
});

const offerAccount = (name: string): Reply => ({
  kind: "message",
  notice: {
    title: `There's no project called ${name.slice(0, 40)}`,
    lines: ["You can start it as a new project when you request an account."],
    buttons: [REQUEST_ACCOUNT],
  },
});

/** A project that isn't theirs. The form asks for the PI if the site doesn't know one. */
function offerToJoin(name: string): Reply {
  return {
    kind: "message",
    notice: {
      title: `You aren't in the project ${name}`,
      lines: [`You can ask to join it, here or with /acct join ${name}.`],
      buttons: [{ action: "request-membership", label: "Ask to join…", mark: name, style: "primary" }],
    },
  };
}

const offerToFound = (name: string): Reply => ({
  kind: "message",
  notice: {
    title: `There's no project called ${name.slice(0, 40)}`,
    lines: ["You can ask for it as a new project. To see your own projects, use /acct project."],
    buttons: [{ ...FOUND, mark: name.slice(0, 40), style: "primary" }],
  },
});
