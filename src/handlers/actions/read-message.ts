import { createHash } from "node:crypto";
import { insertNotification } from "../../db/notifications.ts";
import { listOpenQuestions } from "../../db/waiting-requests.ts";
import { typedAnswerKey } from "../../pipeline/typed-answers.ts";
import { type GeneralHandler, message, noReply } from "../handler.ts";
import { listOwnDuties } from "../list-own-duties.ts";

/**
 * Answers what a person types to acct in their direct messages. If they were asked a question, it can become the answer with one
 * click. Otherwise they learn where they can do what they probably want.
 */
export const readMessage: GeneralHandler = {
  name: "read-message",
  right: "list-own",
  notDone: "We can't act on messages here",
  async run({ actor, text, deliveryId }, context) {
    const { db, now, rules } = context;
    const asked = text === "" ? [] : await listOpenQuestions(db, actor);
    for (const { id } of asked) {
      const typed = createHash("sha256").update(`${deliveryId} ${id}`).digest("hex").slice(0, 32);
      const to = { via: "chat", toName: actor.name, toEmail: null, toUser: actor.user } as const;
      const data = { typed, text };
      await insertNotification(
        db,
        { key: typedAnswerKey(typed), template: "typed-answer", ...to, data, requestId: id },
        now(),
      );
    }
    if (asked.length > 0) return noReply;
    return message(
      "We can't act on messages here",
      ...(await listOwnDuties(actor, context)),
      `To see everything you can do, use /acct help. A person answers at ${rules.site.helpAddress}.`,
    );
  },
};
