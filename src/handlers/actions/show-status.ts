import type { Actor } from "../../chat/chat.ts";
import type { Reply } from "../../chat/interaction.ts";
import { listEvents, listRequestedBy } from "../../db/requests.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import { usersOf } from "../../pipeline/checks/same-person.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import { buttonsFor } from "../../view/buttons-for.ts";
import { describeState } from "../../view/describe-state.ts";
import {
  describeStateForRequester,
  describeStateWithTime,
  stepsForRequester,
} from "../../view/for-requester.ts";
import { fullName } from "../../view/full-name.ts";
import { groupsToDecide } from "../../view/group-decisions.ts";
import type { Line } from "../../view/notice.ts";
import { requestTopic } from "../../view/request-phrase.ts";
import { STAGE_VIEWS } from "../../view/stages.ts";
import { type Step, toSteps } from "../../view/steps.ts";
import { whyButtonOf } from "../../view/why-button.ts";
import { askedUser } from "../asked-user.ts";
import { type HandlerContext, message, type OptionalRequestHandler } from "../handler.ts";
import { ownAccount } from "../own-account.ts";
import { listOwnAccounts } from "../own-accounts.ts";
import { denyReason, isPi } from "../policy.ts";
import { describeStepNumber } from "../step-number.ts";

const MAX_OWN = 10;

export const showStatus: OptionalRequestHandler = {
  name: "show-status",
  about: "optional-request",
  right: (request) => (request ? "see" : "see-own"),
  notDone: "Not found",
  command: {
    name: "status",
    arguments: "[id]",
    help: "Show the status of a request; without an id, your own",
  },
  async run({ actor }, request, context) {
    if (!request) return own(actor, context);
    const { id, givenName, familyName } = request;
    const history = await listEvents(context.db, id);
    const title = `Request ${id}: ${fullName({ givenName, familyName })}`;
    const step = describeStepNumber(request, context.workflows) ?? [];
    if (!actor.isAdmin) {
      const state = [describeStateForRequester(request), step].flat();
      const lines = [...state, ...toLines(stepsForRequester(history))];
      const buttons = buttonsFor(request, { audience: "pi", place: askedUser(request, actor) });
      if (mayDecide(request, actor) && buttons.length > 0)
        return { kind: "message", notice: { title, lines, request: toRef(request), buttons } };
      const own = message(title, ...lines);
      return isWorthAsking(request) && isTheirs(actor, request) ? withWhy(own, request) : own;
    }
    const lines = [...[describeState(request), step].flat(), ...toLines(toSteps(history))];
    const buttons = [
      ...buttonsFor(request, { audience: "admin", allActions: true, history }),
      ...(isWorthAsking(request) ? [whyButtonOf(request)] : []),
    ];
    return { kind: "message", notice: { title, lines, request, buttons } };
  },
};

/** Whether the person should have access by now, or waits for more than a decision. */
const isWorthAsking = (request: Request) => {
  const { createsAccount, joinsProject } = REQUEST_KINDS[request.kind];
  const { status, stage } = request;
  return (
    (createsAccount || joinsProject) &&
    (hasEnded(request) || status === "stuck" || STAGE_VIEWS[stage].isCompleted)
  );
};

const mayDecide = (request: Request, actor: Actor) =>
  isPi(actor, request) || groupsToDecide(request, ...usersOf(actor)).length > 0;

const isTheirs = (actor: Actor, request: Request) => denyReason("answer", actor, request) === undefined;

const withWhy = (reply: Reply, request: Request): Reply =>
  reply.kind === "message"
    ? { ...reply, notice: { ...reply.notice, request: toRef(request), buttons: [whyButtonOf(request)] } }
    : reply;

/** The rest of the request isn't for everyone who reads the reply. */
const toRef = ({ id, mark, version }: Request) => ({ id, mark, version });

const toLines = (steps: readonly Step[]) => steps.map(({ text, at }): Line => [at, `  ${text}`]);

async function own(actor: Actor, context: HandlerContext) {
  const { db } = context;
  const accounts = await listOwnAccounts(await ownAccount(actor, context), context);
  const several =
    accounts.length > 1 ? [`Your accounts are ${accounts.map(({ username }) => username).join(", ")}.`] : [];
  const requested = await listRequestedBy(db, actor, MAX_OWN + 1);
  if (requested.length === 0)
    return several.length > 0
      ? message("You haven't made any requests", ...several)
      : message("You haven't made any requests", "Request an account with /acct request.");
  return message(
    "Your requests",
    ...several,
    ...requested
      .slice(0, MAX_OWN)
      .map(
        (request): Line => [
          `${request.id} · ${requestTopic(request)} · `,
          ...[describeStateWithTime(request)].flat(),
        ],
      ),
    ...(requested.length > MAX_OWN ? ["You have older requests. To see all of them: /acct list all"] : []),
  );
}
