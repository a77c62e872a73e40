import type { Button } from "../../chat/button.ts";
import { buttonsForRequester } from "../../chat/buttons-for.ts";
import type { Actor } from "../../chat/chat.ts";
import { sinceWhen, stepsForRequester } from "../../chat/for-requester.ts";
import type { HomeSection } from "../../chat/home.ts";
import type { Notice } from "../../chat/notice.ts";
import { listAskedBy, listEvents } from "../../db/requests.ts";
import { isOver, type Request } from "../../db/schema.ts";
import { loginLines } from "../../pipeline/login-lines.ts";
import { JOIN } from "../already-asked.ts";
import type { Handling } from "../handler.ts";
import { ownAccount } from "../own-account.ts";

const SHOWN = 5;

const ASK: Button = { deed: "request-account", label: "Ask for an account…", style: "primary" };
const PASSWORD: Button = { deed: "reset-password", label: "New password…" };
const QUOTA: Button = { deed: "request-quota", label: "Other quotas…" };
/** This person's account, and their requests with where each stands. */
export async function requesterSections(actor: Actor, tools: Handling): Promise<HomeSection[]> {
  const { user, email } = actor;
  const { db, quotas, rules } = tools;
  const { account } = await ownAccount(actor, tools);
  const asked = await listAskedBy(db, { user, email }, SHOWN);
  const hasOpen = asked.some((request) => request.kind === "account" && !isOver(request));
  const own: Notice = account
    ? {
        title: `Your account is ${account.username}`,
        lines: asked.some(isBeingMade) ? [] : loginLines(rules.site.loginHelp),
        buttons: [JOIN, ...(quotas ? [QUOTA] : []), PASSWORD],
      }
    : {
        title: hasOpen ? "Your account is on its way" : "You have no account here",
        lines: [],
        buttons: hasOpen ? [] : [ASK],
      };
  return [
    { heading: "Your account", entries: [own] },
    ...(asked.length > 0
      ? [{ heading: "Your requests", entries: await Promise.all(asked.map((one) => entryOf(one, db))) }]
      : []),
  ];
}

/** From here on the account is in every system. */
const MADE: ReadonlySet<string> = new Set(["hand-over", "update-ticket", "close"]);
const isBeingMade = (request: Request) =>
  request.kind === "account" && !isOver(request) && !MADE.has(request.stage);

async function entryOf(request: Request, db: Handling["db"]): Promise<Notice> {
  const { id, kind, question } = request;
  const project = request.project ?? "a project";
  const what = {
    account: request.project ? `account in ${project}` : "account",
    membership: `joining ${project}`,
    password: "new password",
    quota: `quotas of ${project}`,
  };
  const steps = stepsForRequester(await listEvents(db, id)).slice(-4);
  return {
    title: `${id} · ${what[kind]}`,
    lines: [
      sinceWhen(request),
      ...(question ? [`${question.byName} asks: ${question.text}`] : []),
      ...steps.map(({ text, at }) => [`${text} · `, at]),
    ],
    request,
    buttons: buttonsForRequester(request),
  };
}
