import type { Actor } from "../../chat/chat.ts";
import { isOffboarded } from "../../db/deciders.ts";
import { endDelegation, listDelegations, saveDelegation } from "../../db/delegations.ts";
import type { Delegation } from "../../db/tables/delegations.ts";
import type { Request } from "../../db/tables/requests.ts";
import { listWaitingForPi } from "../../db/waiting-requests.ts";
import { isUserOf, usersOf } from "../../pipeline/checks/same-person.ts";
import { endOfDay } from "../../pipeline/end-of-day.ts";
import { changeRequest } from "../../pipeline/engine/change-request.ts";
import type { Form } from "../../view/form.ts";
import {
  type HandlerContext,
  invalidFields,
  message,
  type OptionalRequestHandler,
  toEventActor,
} from "../handler.ts";
import { homeFor } from "../home/home-for.ts";

/**
 * Lets a PI name a delegate, with or without an end date. The delegate can decide on this request and on all other requests
 * that go to the PI. The PI can still decide as well. In the Home tab, where there is no request, people change their
 * delegates. The action affects only the acting person's own decisions.
 */
export const delegate: OptionalRequestHandler = {
  name: "delegate",
  about: "optional-request",
  right: (request) => (request ? "delegate" : "request"),
  notDone: "Nothing changed",
  async form({ actor }, request, context) {
    const current = await listDelegations(context.db, usersOf(actor), context.now());
    if (!request && current.length === 0) {
      return message(
        "You have no delegates",
        "To let someone decide as well, choose Delegate… on a request that is waiting for you.",
      );
    }
    return formFor(request, current, context.chat.limits.choices);
  },
  async run({ actor, values }, request, context) {
    const { person = "", until = "", ended = "" } = values;
    const other = person ? await context.chat.getUser(person) : undefined;
    const end = until ? endOfDay(until) : null;
    if (other && other.membership !== "member")
      return invalidFields({ person: `${other.name} can't decide. Choose a full, active member.` });
    if (other && (await isOffboarded(context.db, other)))
      return invalidFields({ person: `${other.name} was offboarded and can't decide. Choose someone else.` });
    if (isUserOf(actor, person))
      return invalidFields({ person: "You can already decide. Choose someone else." });
    if (end && end <= context.now()) return invalidFields({ until: "The date must be in the future." });

    for (const user of ended.split(",").filter(Boolean)) {
      await endDelegation(context.db, usersOf(actor), user);
    }
    if (other) {
      await saveDelegation(context.db, {
        piUser: actor.user,
        delegateUser: other.user,
        delegateName: other.name,
        until: end,
        createdAt: context.now(),
      });
    }
    await includeDelegates(actor, context);
    if (!request) return { kind: "home", home: await homeFor(actor, context) };
    const left = await listDelegations(context.db, usersOf(actor), context.now());
    return message(
      left.length === 0 ? "You have no delegates" : "Your delegates",
      ...left.map(({ delegateName, until: end }) => (end ? [`${delegateName}, until `, end] : delegateName)),
    );
  },
};

/** Updates every request that waits for this PI, so that the people who can decide now are asked. */
async function includeDelegates(pi: Actor, context: HandlerContext): Promise<void> {
  const by = toEventActor(pi);
  for (const { id } of await listWaitingForPi(context.db, usersOf(pi))) {
    await changeRequest(id, context, ({ waitsFor }) =>
      waitsFor === "pi"
        ? { command: { kind: "delegate", by, note: "" } }
        : { denial: "It has been decided in the meantime." },
    );
  }
}

function formFor(request: Request | undefined, current: readonly Delegation[], maxChoices: number): Form {
  return {
    action: "delegate",
    ...(request ? { request } : {}),
    title: "Delegate decisions",
    intro: [
      request
        ? "They'll be able to decide this and all your other requests, in addition to you."
        : "They'll be able to decide all your requests, in addition to you.",
    ],
    fields: [
      { name: "person", label: "Person", kind: "person", optional: current.length > 0 },
      {
        name: "until",
        label: "Until",
        kind: "date",
        optional: true,
        hint: "Leave blank for no end date.",
      },
      ...(current.length > 0
        ? [
            {
              name: "ended",
              label: "Remove delegates",
              kind: "choices",
              optional: true,
              choices: current
                .slice(0, maxChoices)
                .map(({ delegateUser, delegateName }) => ({ value: delegateUser, label: delegateName })),
              ...(current.length > maxChoices
                ? { hint: `You have ${current.length} delegates. Remove some to see the others.` }
                : {}),
            } as const,
          ]
        : []),
    ],
    submit: "Save",
  };
}
