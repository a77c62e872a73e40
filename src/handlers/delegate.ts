import { endDelegation, listDelegations, saveDelegation } from "../db/delegations.ts";
import type { Delegation, Request } from "../db/schema.ts";
import { listWaitingForPi } from "../db/waiting-requests.ts";
import { actOn } from "../pipeline/act-on.ts";
import { endOfDay } from "../pipeline/end-of-day.ts";
import { doerOf, type Handler, type Handling, mend, say } from "./handler.ts";
import { homeFor } from "./home/home-for.ts";
import { objectionTo } from "./policy.ts";
import { requestOf } from "./request-id.ts";

/**
 * A PI lets somebody decide as well, for good or until a date: on this request, and on all others that come to the PI. At Home
 * there is no request, and whoever has named somebody changes that; it is never about more than their own word.
 */
export const delegate: Handler = {
  name: "delegate",
  opensForm: true,
  async run(call, tools) {
    const { actor } = call;
    const request = call.about && (await requestOf(call, tools.db));
    const objection = request ? objectionTo("delegate", actor, request) : objectionTo("request", actor);
    if (objection) return say("Not changed", objection);

    const now = await listDelegations(tools.db, actor.user, tools.now());
    if (!request && now.length === 0) {
      return say("You decide alone", "To let somebody decide as well, press Delegate… on a request to you.");
    }
    if (!call.values) return { kind: "form", form: formFor(request, now) };

    const { person = "", until = "", ended = "" } = call.values;
    const other = person ? await tools.chat.whois(person) : undefined;
    const end = until ? endOfDay(until) : null;
    if (other && other.standing !== "member")
      return mend({ person: `${other.name} cannot decide: choose a full, active member` });
    if (person === actor.user) return mend({ person: "you decide already: choose somebody else" });
    if (end && end <= tools.now()) return mend({ until: "this day is over" });

    for (const user of ended.split(",").filter(Boolean)) await endDelegation(tools.db, actor.user, user);
    if (other) {
      await saveDelegation(tools.db, {
        piUser: actor.user,
        delegateUser: other.user,
        delegateName: other.name,
        until: end,
        createdAt: tools.now(),
      });
    }
    await lookAgain(actor.user, doerOf(actor), tools);
    if (!request) return { kind: "home", home: await homeFor(actor, tools) };
    const left = await listDelegations(tools.db, actor.user, tools.now());
    return say(
      left.length === 0 ? "You decide alone" : "These decide as well as you",
      ...left.map(({ delegateName, until: end }) => (end ? [`${delegateName}, until `, end] : delegateName)),
    );
  },
};

/** Everything that waits for this PI is put before those who may decide now. */
async function lookAgain(piUser: string, by: { id: string; name: string }, tools: Handling): Promise<void> {
  for (const { id } of await listWaitingForPi(tools.db, piUser)) {
    await actOn(id, tools, ({ status, stage }) =>
      status === "waiting" && stage === "await-pi"
        ? { deed: { kind: "look-again", by, note: "" } }
        : { objection: "decided meanwhile" },
    );
  }
}

function formFor(request: Request | undefined, now: readonly Delegation[]) {
  return {
    deed: "delegate",
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
