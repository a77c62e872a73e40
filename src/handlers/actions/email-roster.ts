import { randomUUID } from "node:crypto";
import { chatOf } from "../../chat/chat-of.ts";
import { insertNotification } from "../../db/notifications.ts";
import { maySee } from "../../pipeline/roster/find-viewer.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { readRoster } from "../on-roster.ts";

const NOT_DONE = "No link was sent";

/** Sends someone the link to the page of their project. */
export const emailRoster: GeneralHandler = {
  name: "email-roster",
  right: "use-project",
  notDone: NOT_DONE,
  async run({ actor, text }, context) {
    const on = await readRoster(text, actor, context, { may: maySee, denial: "" });
    const { project, viewer, roster } = on;
    const own = roster.find(({ personId }) => personId === viewer.person?.id);
    if (!own?.email)
      return message(NOT_DONE, `You aren't in ${project.name}, or we don't have an email address for you.`);
    const { user, name } = actor;
    await insertNotification(
      context.db,
      {
        key: `roster-link:${randomUUID()}`,
        template: "roster-link",
        via: "chat",
        toName: name,
        toEmail: null,
        toUser: user,
        data: { project: project.name, membership: String(own.membershipId) },
      },
      context.now(),
    );
    return message(
      `We've sent you a link to the page of ${project.name}`,
      `It's in a direct message from us in ${chatOf(context.chat, user).name}. Don't share it: it's only for you.`,
    );
  },
};
