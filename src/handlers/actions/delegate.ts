import { endDelegation, listDelegations, saveDelegation } from "../../db/delegations.ts";
import type { Delegation, Request } from "../../db/schema.ts";
import { listWaitingForPi } from "../../db/waiting-requests.ts";
import { endOfDay } from "../../pipeline/end-of-day.ts";
import { changeRequest } from "../../pipeline/engine/change-request.ts";
import { type Handler, type HandlerContext, invalidFields, message, toEventActor } from "../handler.ts";
import { homeFor } from "../home/home-for.ts";
import { denyReason } from "../policy.ts";
import { readRequest } from "../request-id.ts";

/**
 * A PI lets somebody decide as well, for good or until a date: on this request, and on all others that come to the PI. At Home
 * there is no request, and whoever has named somebody changes that; it is never about more than their own word.
 */
export const delegate: Handler = {
  name: "delegate",
  opensForm: true,
  async run(interaction, context) {
    const { actor } = interaction;
    const request = interaction.subject && (await readRequest(interaction, context.db));
    const denial = request ? denyReason("delegate", actor, request) : denyReason("request", actor);
    if (denial) return message("Not changed", denial);

    const now = await listDelegations(context.db, actor.user, context.now());
    if (!request && now.length === 0) {
      return message(
        "You decide alone",
        "To let somebody decide as well, press Delegate… on a request to you.",
      );
    }
    if (!interaction.values) return { kind: "form", form: formFor(request, now) };

    const { person = "", until = "", ended = "" } = interaction.values;
    const other = person ? await context.chat.getUser(person) : undefined;
    const end = until ? endOfDay(until) : null;
    if (other && other.membership !== "member")
      return invalidFields({ person: `${other.name} cannot decide: choose a full, active member` });
    if (person === actor.user) return invalidFields({ person: "you decide already: choose somebody else" });
    if (end && end <= context.now()) return invalidFields({ until: "this day is over" });

    for (const user of ended.split(",").filter(Boolean)) await endDelegation(context.db, actor.user, user);
    if (other) {
      await saveDelegation(context.db, {
        piUser: actor.user,
        delegateUser: other.user,
        delegateName: other.name,
        until: end,
        createdAt: context.now(),
      });
    }
    await lookAgain(actor.user, toEventActor(actor), context);
    if (!request) return { kind: "home", home: await homeFor(actor, context) };
    const left = await listDelegations(context.db, actor.user, context.now());
    return message(
      left.length === 0 ? "You decide alone" : "These decide as well as you",
      ...left.map(({ delegateName, until: end }) => (end ? [`${delegateName}, until `, end] : delegateName)),
    );
  },
};

/** Everything that waits for this PI is put before those who may decide now. */
async function lookAgain(
  piUser: string,
  by: { id: string; name: string },
  context: HandlerContext,
): Promise<void> {
  for (const { id } of await listWaitingForPi(context.db, piUser)) {
    await changeRequest(id, context, ({ waitsFor }) =>
      waitsFor === "pi"
        ? { action: { kind: "delegate", by, note: "" } }
        : { denial: "It has been decided in the meantime." },
    );
  }
}

function formFor(request: Request | undefined, now: readonly Delegation[]) {
  return {
    action: "delegate",
    ...(request ? { request } : {}),
    title: "Let somebody decide",
    intro: [
      request
        ? "They decide as well as you: on this request and on all others that come to you."
        : "They decide as well as you on all requests that come to you.",
    ],
    fields: [
      { name: "person", label: "Who", kind: "person", optional: now.length > 0 },
      {
        name: "until",
        label: "Until",
        kind: "date",
        optional: true,
        hint: "Empty: until you end it, here or in the Home tab.",
      },
      ...(now.length > 0
        ? [
            {
              name: "ended",
              label: "Decide no longer",
              kind: "choices",
              optional: true,
              choices: now
                .slice(0, 10)
                .map(({ delegateUser, delegateName }) => ({ value: delegateUser, label: delegateName })),
            } as const,
          ]
        : []),
    ],
    submit: "Save",
  } as const;
}
