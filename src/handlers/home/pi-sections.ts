import type { Actor } from "../../chat/chat.ts";
import { listDelegations } from "../../db/delegations.ts";
import type { Request } from "../../db/tables/requests.ts";
import { isUserOf, usersOf } from "../../pipeline/checks/same-person.ts";
import { buttonsFor } from "../../view/buttons-for.ts";
import { describeRole, roleOf } from "../../view/card-facts.ts";
import { fullName } from "../../view/full-name.ts";
import { explainGroups, groupsToDecide, notesOn } from "../../view/group-decisions.ts";
import type { HomeSection } from "../../view/home.ts";
import type { Notice } from "../../view/notice.ts";
import { planForPi } from "../../view/plan-for-pi.ts";
import { describeRequestKind } from "../../view/request-phrase.ts";
import { writeDays } from "../../view/write-days.ts";
import { askedUser } from "../asked-user.ts";
import type { HandlerContext } from "../handler.ts";
import { listWaitingFor } from "../list-waiting-for.ts";

const MAX_REQUESTS = 15;

/**
 * Returns the requests that need this person's approval as a PI, and their delegates. Sections without entries are left out.
 */
export async function piSections(pi: Actor, context: HandlerContext): Promise<HomeSection[]> {
  return [...(await waitingSections(pi, context)), ...(await delegateSections(pi, context))];
}

async function delegateSections(pi: Actor, { db, now }: HandlerContext): Promise<HomeSection[]> {
  const delegations = await listDelegations(db, usersOf(pi), now());
  if (delegations.length === 0) return [];
  const entry: Notice = {
    title: "Your delegates",
    lines: delegations.map(({ delegateName, until }) =>
      until ? [`${delegateName}, until `, until] : `${delegateName}, no end date`,
    ),
    buttons: [{ action: "delegate", label: "Change…" }],
  };
  return [{ heading: "Delegated decisions", entries: [entry] }];
}

function explainWhyShown(request: Request, person: Actor): string[] {
  const groups = groupsToDecide(request, ...usersOf(person));
  if (groups.length > 0) return [explainGroups(groups), ...notesOn(groups, request)];
  if (isUserOf(person, request.piUser)) return [];
  const role = usersOf(person)
    .map((user) => roleOf(request, user))
    .find((found) => found !== undefined);
  return [role ? describeRole(role, request) : `${request.piName} asked you to decide for them.`];
}

async function waitingSections(pi: Actor, { db }: HandlerContext): Promise<HomeSection[]> {
  const waiting = await listWaitingFor(pi, db);
  if (waiting.length === 0) return [];
  const several: Notice = {
    title: `${waiting.length} requests need your approval`,
    lines: [],
    buttons: [{ action: "approve-several", label: "Approve several…" }],
  };
  return [
    {
      heading: "Waiting for you",
      entries: [
        ...(waiting.length > 1 ? [several] : []),
        ...waiting.slice(0, MAX_REQUESTS).map(
          (request): Notice => ({
            title: `${request.id} · ${fullName(request)} ${describeRequestKind(request)}`,
            lines: [
              ...explainWhyShown(request, pi),
              request.email,
              ...planForPi(request).map((line) => writeDays(line)),
              ...(request.details.reason ? [request.details.reason] : []),
              ["Waiting since ", request.clockSince],
            ],
            request,
            buttons: buttonsFor(request, { audience: "pi", place: askedUser(request, pi) }),
          }),
        ),
        ...moreThan(waiting.length - MAX_REQUESTS),
      ],
    },
  ];
}

function moreThan(missing: number): Notice[] {
  if (missing <= 0) return [];
  const title = missing === 1 ? "1 more request waits for you" : `${missing} more requests wait for you`;
  return [{ title, lines: ["To see all of them: /acct list"] }];
}
