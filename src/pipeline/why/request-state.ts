import { listEvents } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { buttonsFor, buttonsForRequester } from "../../view/buttons-for.ts";
import { describeState } from "../../view/describe-state.ts";
import { describeStateWithTime } from "../../view/for-requester.ts";
import { STAGE_VIEWS } from "../../view/stages.ts";
import type { WhyDeps } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

const SIGN = { action: "sign", label: "Read and sign…", style: "primary" } as const;

/** Whether something is still missing of what was requested, and it isn't only about passwords and signatures. */
export const isUnfinished = ({ stage }: Request): boolean => !STAGE_VIEWS[stage].isCompleted;

/** Says what an open request waits for, since when, and what can be done about it. */
export async function missingRequest(
  name: WhyLink["name"],
  request: Request,
  { db }: Pick<WhyDeps, "db">,
): Promise<WhyLink> {
  const { id, mark, version, waitsFor, clockSince } = request;
  const history = await listEvents(db, id);
  // Withdrawing it would fix nothing.
  const own =
    waitsFor === "signature"
      ? [SIGN]
      : buttonsForRequester(request).filter(({ action }) => action !== "withdraw");
  return {
    ...{ name, state: "missing", request: { id, mark, version } },
    detail: [
      `Request ${id} is still open, and hasn't moved since `,
      clockSince,
      `: ${lower(describeState(request)).replace(/\.$/, "")}.`,
    ],
    sentence: [
      `Your request ${id} is still open: `,
      ...lowerLine([describeStateWithTime(request)].flat()),
      ".",
    ],
    ownButtons: own,
    needsNoHelp: true,
    adminButtons: buttonsFor(request, { audience: "admin", allActions: true, history }),
  };
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

const lowerLine = ([first = "", ...rest]: readonly (string | Date)[]) => [
  typeof first === "string" ? lower(first) : first,
  ...rest,
];
