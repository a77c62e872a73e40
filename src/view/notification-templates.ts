import type { BroadcastName, RequestTemplateName } from "../db/names.ts";
import type { Request } from "../db/schema.ts";
import { buttonsFor, buttonsForRequester, WITHDRAW } from "./buttons-for.ts";
import { describeState } from "./describe-state.ts";
import type { Message } from "./message.ts";
import { planForPi } from "./plan-for-pi.ts";
import { describeRequestKind } from "./request-phrase.ts";

/** The mark is undefined in messages that were written before requests had one. */
export type AskedRequest = Pick<Request, "id"> & { readonly mark: string | undefined };

export interface TemplateContext {
  readonly request: Request;
  readonly data: Readonly<Record<string, string>>;
  /** Nothing is made, whatever is approved. */
  readonly dryRun: boolean;
  /** The password page, with the token of the link in `data`. */
  passwordUrl(): string;
  /** The page on which the PI of a request decides, good until then. */
  decisionUrl(request: AskedRequest, until: Date): string;
  /** The page on which whoever asked sees where it stands, answers, and withdraws. */
  requestUrl(): string;
  /** Where and how people log in, as the site says it; empty when it says nothing. */
  readonly logIn: readonly string[];
  /** The page on which anybody asks for a new link. */
  resetPageUrl(): string;
}

const theProject = (project: string | null) => (project ? `the project ${project}` : "your project");

const describeForRequester = ({ kind, project }: Request) => {
  if (kind === "quota") return `You asked for other quotas of ${theProject(project)}.`;
  if (kind === "membership") return `You asked to join ${theProject(project)}.`;
  return `You asked for an account${project ? ` in the project ${project}` : ""}.`;
};

/** What a PI would approve besides, and could not know. */
const plannedIn = (request: Request) => {
  const plan = planForPi(request);
  return plan.length > 0 ? ["If you approve, this changes:", ...plan] : [];
};

/** The letter comes once more, because acct was down when the link would have been used. */
const longer = ({ extended }: TemplateContext["data"]) =>
  extended === undefined
    ? ""
    : "Our pages were out of reach for a while, so your link works longer than we told you. ";

const onRequestPage = (label: string, url: string) => [{ label, url }];

/** A page that both mails and the chat lead to. */
const page = (label: string, url: string) => ({ link: { label, url }, links: [{ label, url }] });

export const notificationTemplates = {
  received: ({ request, requestUrl }) => ({
    title: `We have your request ${request.id}`,
    lines: [describeForRequester(request), "You hear from us at every step."],
    request,
    buttons: buttonsForRequester(request).filter(({ action }) => action === WITHDRAW.action),
    links: onRequestPage("See where it stands, or withdraw it", requestUrl()),
  }),

  "new-link": ({ request, requestUrl }) => ({
    title: `A new link to your request ${request.id}`,
    lines: ["Our links were renewed. The ones in our earlier mails no longer work; this one does."],
    links: onRequestPage("See where it stands, or withdraw it", requestUrl()),
  }),

  question: ({ request, requestUrl }) => ({
    title: `A question about your request ${request.id}`,
    lines: request.question
      ? [`${request.question.byName} asks: ${request.question.text}`, "It goes on when you have answered."]
      : ["It is answered already. There is nothing left for you to do."],
    request,
    buttons: buttonsForRequester(request),
    links: onRequestPage("Answer", requestUrl()),
  }),

  /** To the admin who asked. */
  answer: ({ request, data }) => ({
    title: `${request.givenName} ${request.familyName} has answered, request ${request.id}`,
    lines: [data.text ?? "", "The request stands in the admin channel, waiting for a decision."],
  }),

  "waiting-for-project": ({ request }) => ({
    title: `Your request ${request.id} waits for the project ${request.project}`,
    lines: [
      `Somebody else has asked for a new project ${request.project} before you.`,
      "When it is made, its leader is asked whether you join it. When it is not, yours goes on.",
    ],
  }),

  "waiting-for-pi": ({ request, data }) => ({
    title: `Your request ${request.id} waits for ${data.pi}`,
    lines: [`${data.pi} was asked to confirm that you work in ${theProject(request.project)}.`],
  }),

  approved: ({ request, dryRun }) => ({
    title: `Your request ${request.id} is approved`,
    lines: dryRun
      ? [
          "We are testing, so nothing is created yet. Your request is kept.",
          "You hear from us when it is carried out.",
        ]
      : ["It is being carried out now. You hear from us when it is done."],
  }),

  refused: ({ request, data }) => ({
    title: `Your request ${request.id} was not approved`,
    lines: [data.reason || "No reason was given.", "You may ask again when this has changed."],
  }),

  abandoned: ({ request, data }) => ({
    title: `We could not carry out your request ${request.id}`,
    lines: [data.reason || "No reason was given.", "We are sorry. You may ask again at any time."],
  }),

  withdrawn: ({ request, data }) => ({
    title: `Your request ${request.id} is withdrawn`,
    lines: [`By ${data.by}. Nothing more happens with it.`, "You may ask again at any time."],
  }),

  offboarded: ({ request, data }) => ({
    title: `Your account ${data.username} is closed`,
    lines: [
      `An administrator has closed it, so you cannot log in any more. Nothing of yours was deleted. Your request ${request.id} ends with it.`,
      "If you think that this is a mistake, write to us: the account can be opened again.",
    ],
  }),

  expired: ({ request, data }) => ({
    title: `Your request ${request.id} has expired`,
    lines: [`It ends here: ${data.note}.`, "You may ask again at any time."],
  }),

  /** To a PI who is not in the chat. */
  "pi-question": ({ request, data, dryRun, decisionUrl }) => ({
    title: `${request.givenName} ${request.familyName} ${describeRequestKind(request)}`,
    lines: [
      `Do they work in your project${request.project ? ` ${request.project}` : ""}? Their email address is ${request.email}.`,
      ...plannedIn(request),
      ...(request.details.additionalUsers?.length
        ? [
            `These people would be added to the project as well: ${request.details.additionalUsers.join(", ")}`,
          ]
        : []),
      ...(request.details.reason ? [`They write: ${request.details.reason}`] : []),
      "Approve or deny it on this page, or say whose it is. If it means nothing to you, deny it, or do nothing.",
      ["The link works until ", new Date(data.until ?? 0), "."],
      ...(dryRun ? ["We are testing: nothing is created yet, even if you approve it."] : []),
    ],
    links: [{ label: "Look and decide", url: decisionUrl(request, new Date(data.until ?? 0)) }],
  }),

  /** To a PI in the chat, or to whom they have named, about everything that waits for them. */
  "pi-reminder": ({ data }) => ({
    title: titleForPi(data.count),
    lines: [
      ...(data.inPlaceOf ? [`${data.inPlaceOf} asked you to decide for them.`] : []),
      ...(data.list ?? "").split("\n"),
      "The buttons are further up in this conversation, and here:",
    ],
    buttons: [{ action: "approve-several", label: "Look at them…" }],
  }),

  /** The same to a PI by mail. */
  "pi-email-reminder": ({ data, decisionUrl }) => ({
    title: titleForPi(data.count),
    lines: ["You were asked before. If it means nothing to you, deny it, or say whose it is."],
    links: (data.list ?? "").split("\n").map((label, line) => {
      const one = { id: Number.parseInt(label, 10), mark: data.marks?.split("\n")[line] };
      return { label, url: decisionUrl(one, new Date(data.until ?? 0)) };
    }),
  }),

  /** In the admin channel. */
  "needs-attention": ({ request, data }) => ({
    title: `Request ${request.id}, ${request.givenName} ${request.familyName}, needs an admin`,
    lines: [data.why ?? "", `Now: ${describeState(request)}.`],
    request,
    buttons: buttonsFor(request, { audience: "admin" }),
  }),

  delayed: ({ request }) => ({
    title: `Your request ${request.id} takes longer`,
    lines: ["Something on our side failed. We are on it; you need not do anything."],
  }),

  welcome: ({ request, data, passwordUrl, logIn }) => ({
    title: "Your account is ready: choose a password",
    lines: [
      `Your username is ${request.username}.`,
      data.pin
        ? "Choose your password on this page. It asks for the PIN that you chose with your request."
        : "Choose your password on this page.",
      [`${longer(data)}The link works once, until `, new Date(data.until ?? 0), "."],
      ...logIn,
    ],
    links: [{ label: "Choose a password", url: passwordUrl() }],
  }),

  "new-password": ({ request, data, passwordUrl }) => ({
    title: `Choose a new password for ${request.username}`,
    lines: [
      ...(data.askedBy ? [`${data.askedBy} has asked for it in your place.`] : []),
      "Your old password works until you choose the new one. If you do not want a new one, do nothing.",
      [
        `${longer(data)}${data.pin ? "The page asks for the PIN. " : ""}The link works once, until `,
        new Date(data.until ?? 0),
        ".",
      ],
    ],
    ...page("Choose a password", passwordUrl()),
  }),

  resumed: ({ request, data, passwordUrl, logIn }) => ({
    title: `Your account ${request.username} is open again: choose a password`,
    lines: [
      "Your old password does not work any more.",
      [
        `${longer(data)}${data.pin ? "The page asks for the PIN that you chose with your first request. " : ""}The link works once, until `,
        new Date(data.until ?? 0),
        ".",
      ],
      ...logIn,
    ],
    ...page("Choose a password", passwordUrl()),
  }),

  /** To the owner's mail address when the link goes to them in the chat. */
  "reset-requested": ({ request }) => ({
    title: `A new password for ${request.username} was asked for`,
    lines: [
      "The link went to the person whom the account is linked to in the chat.",
      "The old password works until the new one is chosen. If this was not you, write to us at once.",
    ],
  }),

  created: ({ request, logIn }) => ({
    title: `Your account ${request.username} is ready`,
    lines: [`You are in the project ${request.project}.`, ...logIn],
  }),

  joined: ({ request }) => ({
    title: `You are in the project ${request.project}`,
    lines: [`Your account ${request.username} has its rights from now on. Log in anew to use them.`],
  }),

  ready: ({ request, logIn }) => ({
    title:
      request.kind === "password" ? "A link is in your mail" : `Your account ${request.username} is ready`,
    lines: [`The link to choose your password is in your mail at ${request.email}.`, ...logIn],
  }),

  "quota-set": ({ request, data }) => ({
    title: `The quotas of ${request.project} are set`,
    lines: [
      ...table(data.table),
      ...(data.until ? [`They hold until ${data.until} and then go back by themselves.`] : []),
    ],
  }),

  "quota-ends": ({ request, data }) => ({
    title: `The quotas of ${request.project} go back on ${data.until}`,
    lines: [
      ...table(data.table),
      "Make sure that you use no more than that by then. If you need them for longer, ask again with /acct quota.",
    ],
  }),

  "quota-restored": ({ request, data }) => ({
    title: `The quotas of ${request.project} are back`,
    lines: ["They are again what they were before your request.", ...table(data.table)],
  }),

  fulfilled: ({ request, data }) => ({
    title: `Your request ${request.id} is closed: it is there already`,
    lines: [`${data.note}.`, "If something does not work, write to us."],
  }),

  "password-set": ({ request, logIn }) => ({
    title: `The password of ${request.username} was set`,
    lines: ["You can log in with it now. If this was not you, write to us at once.", ...logIn],
  }),

  "password-partly-set": ({ request, data, resetPageUrl }) => ({
    title: `Choose another password for ${request.username}`,
    lines: [
      `The one that you chose works, but not in ${data.by}, which refused it: ${data.why}`,
      "Choose one that every system takes: get a new link with /acct resetpass in the chat, or on the page below.",
    ],
    ...page("Get a new link", resetPageUrl()),
  }),

  "link-expired": ({ request, resetPageUrl }) => ({
    title: "Your password link has expired",
    lines: [
      `The link for ${request.username} was not used in time.`,
      "Get a new one with /acct resetpass in the chat, or on the page below.",
    ],
    ...page("Get a new link", resetPageUrl()),
  }),

  closed: ({ request }) => ({
    title: `Your request ${request.id} is closed`,
    lines: ["All is done. If something does not work, write to us."],
  }),
} as const satisfies Record<RequestTemplateName, (context: TemplateContext) => Message>;

/** What is said to many about no single request. */
export const broadcastTemplates = {
  "confirm-reset": ({ username, until }, { resetUrl }) => ({
    title: `A new password for ${username}?`,
    lines: [
      "Somebody has asked for it with your mail address. If it was not you, do nothing: nothing has changed, and your password works.",
      ["The link works once, until ", new Date(until ?? 0), "."],
    ],
    links: [{ label: "Yes, I want a new password", url: resetUrl() }],
  }),

  /** To the owner's mail address, and to both persons in the chat. */
  "account-linked": ({ username, person, by }) => ({
    title: `The account ${username} is linked to ${person}`,
    lines: [
      `${by} has said so. In the chat ${person} can ask for a new password, for projects and for quotas with this account, and nobody else can.`,
      "If this is not right, write to us at once.",
    ],
  }),

  /** Another acct has the same tokens. */
  "second-installation": ({ connections, database }) => ({
    title: "Another acct is using our Slack tokens",
    lines: [
      `Slack counts ${connections} connections that do not belong to this acct. Each thing that people press goes to one of them, so a part of it never gets here.`,
      "Stop the other acct, or start it with ACCT_REHEARSAL=1. It may be a copy that was started for a restore drill or for staging.",
      `The database of this acct is ${database}. On each machine, acct doctor says which one is used there.`,
    ],
  }),

  /** To the site's own help address, because nobody reads the channel, or nobody there may decide. */
  "admins-unreachable": ({ why }) => ({
    title: "Account requests don't reach the admins",
    lines: [
      `No one can approve account requests at the moment. ${why}.`,
      "Requests are kept, and continue within a minute once this is fixed. acct doctor checks the channel and the admins.",
    ],
  }),

  /** After acct was down for long. */
  "requests-expiring": ({ count, list, until, days }) => ({
    title: count === "1" ? "A request ends soon" : `${count} requests end soon`,
    lines: [
      [
        `Nobody has decided on ${count === "1" ? "it" : "them"} within ${days} days, not counting the time in which acct was down. Decide before `,
        new Date(until ?? 0),
        ".",
      ],
      ...(list ?? "").split("\n"),
    ],
  }),

  "admin-digest": ({ count, list }) => ({
    title: "Good morning. Here is how things stand",
    lines: (list ?? "").split("\n"),
    ...(count === "0" ? {} : { buttons: [{ action: "review-queue", label: "Look through what waits…" }] }),
  }),
} as const satisfies Record<
  BroadcastName,
  (
    data: Readonly<Record<string, string>>,
    /** The page on which the owner of an address says whether they want a new password. */
    urls: { resetUrl(): string },
  ) => Message
>;

/** "cores 20 → 40", a line each. */
const table = (lines: string | undefined) => (lines ?? "").split("\n").filter((line) => line !== "");

function titleForPi(count: string | undefined): string {
  return count === "1" ? "A request waits for your word" : `${count} requests wait for your word`;
}
