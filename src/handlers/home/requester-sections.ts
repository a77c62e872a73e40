import type { Actor } from "../../chat/chat.ts";
import { listEvents, listRequestedBy } from "../../db/requests.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import type { Button } from "../../view/button.ts";
import { buttonsForRequester } from "../../view/buttons-for.ts";
import { describeStateWithTime, stepsForRequester } from "../../view/for-requester.ts";
import type { HomeSection } from "../../view/home.ts";
import { KIND_VIEWS } from "../../view/kinds/kinds.ts";
import { loginLines } from "../../view/login-lines.ts";
import type { Notice } from "../../view/notice.ts";
import { STAGE_VIEWS } from "../../view/stages.ts";
import { WHY } from "../../view/why-button.ts";
import { FOUND, JOIN, REQUEST_ACCOUNT } from "../already-requested.ts";
import type { HandlerContext } from "../handler.ts";
import { ownAccount } from "../own-account.ts";
import { listOwnAccounts } from "../own-accounts.ts";

const MAX_REQUESTS = 5;

const RESET_PASSWORD: Button = { action: "reset-password", label: "New password…" };
const REQUEST_QUOTA: Button = { action: "request-quota", label: "Change quotas…" };

/**
 * Returns this person's account and their requests, with the state of each request. `paused` says why they can't act at the
 * moment; then there is nothing to press but what confirms their account.
 */
export async function requesterSections(
  actor: Actor,
  context: HandlerContext,
  paused?: string,
): Promise<HomeSection[]> {
  const { db, quotas, rules } = context;
  const ownership = await ownAccount(actor, context);
  const { account } = ownership;
  const accounts = await listOwnAccounts(ownership, context);
  const requests = await listRequestedBy(db, actor, MAX_REQUESTS + 1);
  const hasOpen = requests.some((request) => createsAccount(request) && !hasEnded(request));
  const own: Notice = account
    ? {
        title:
          accounts.length < 2
            ? `Your account is ${account.username}`
            : `Your accounts are ${accounts.map(({ username }) => username).join(", ")}`,
        lines: requests.some(isBeingCreated) ? [] : loginLines(rules.site.loginHelp),
        buttons: [JOIN, FOUND, ...(quotas ? [REQUEST_QUOTA] : []), RESET_PASSWORD, WHY],
      }
    : ownership.unlinked
      ? {
          title: "Please confirm your account",
          lines: [ownership.denial],
          buttons: [RESET_PASSWORD],
        }
      : paused
        ? { title: "You can't act here at the moment", lines: [paused] }
        : {
            title: hasOpen ? "Your request is in progress" : "You don't have an account yet",
            lines: [],
            buttons: hasOpen ? [] : [REQUEST_ACCOUNT],
          };
  return [
    { heading: "Your account", entries: [own] },
    ...(requests.length > 0
      ? [
          {
            heading: "Your requests",
            entries: [
              ...(await Promise.all(requests.slice(0, MAX_REQUESTS).map((one) => toEntry(one, paused, db)))),
              ...(requests.length > MAX_REQUESTS ? [OLDER] : []),
            ],
          },
        ]
      : []),
  ];
}

const OLDER: Notice = { title: "You have older requests", lines: ["To see all of them: /acct list all"] };

const createsAccount = ({ kind }: Request) => REQUEST_KINDS[kind].createsAccount;

const isBeingCreated = (request: Request) =>
  createsAccount(request) && !hasEnded(request) && !STAGE_VIEWS[request.stage].isCompleted;

async function toEntry(
  request: Request,
  paused: string | undefined,
  db: HandlerContext["db"],
): Promise<Notice> {
  const { id, kind, question } = request;
  const steps = stepsForRequester(await listEvents(db, id)).slice(-4);
  return {
    title: `${id} · ${KIND_VIEWS[kind].ownTopic(request)}`,
    lines: [
      describeStateWithTime(request),
      ...(question ? [`${question.byName} asked: ${question.text}`] : []),
      ...steps.map(({ text, at }) => [`${text} · `, at]),
    ],
    request,
    buttons: paused ? [] : buttonsForRequester(request),
  };
}
