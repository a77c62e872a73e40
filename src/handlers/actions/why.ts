import { explainAccess } from "../../pipeline/why/explain-access.ts";
import { noticeForAdmin, noticeForPi, noticeForSelf } from "../../pipeline/why/why-notice.ts";
import type { GeneralHandler } from "../handler.ts";
import { findWhyTarget } from "../why-target.ts";

const RIGHTS = { self: "see-own", none: "see-own", pi: "list-own", admin: "see-all" } as const;
const NOTICES = { self: noticeForSelf, pi: noticeForPi, admin: noticeForAdmin } as const;

/** Says what keeps a person from logging in: the first thing that is missing, in acct or in a system, and what fixes it. */
export const why: GeneralHandler = {
  name: "why",
  right: async (interaction, context) => RIGHTS[(await findWhyTarget(interaction, context)).reader],
  notDone: "Not checked",
  command: {
    name: "why",
    arguments: "[user] [project]",
    help: "Find out why you can't sign in, or can't work in a project (PIs: also for their members; admins: for anyone)",
  },
  async run(interaction, context) {
    const target = await findWhyTarget(interaction, context);
    if (target.reader === "none")
      return {
        kind: "message",
        notice: { title: "Not checked", lines: [target.why], buttons: target.buttons ?? [] },
      };
    const { reader, subject, who } = target;
    const links = await explainAccess(subject, context);
    const help = context.rules.site.helpAddress;
    const { project } = subject;
    return { kind: "message", notice: NOTICES[reader](links, { who, project, help }) };
  },
};
