import type { BroadcastName, RequestTemplateName } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import { buttonsFor, buttonsForRequester } from "./buttons-for.ts";
import { describeState } from "./describe-state.ts";
import { fullName } from "./full-name.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import type { Message } from "./message.ts";
import type { Line } from "./notice.ts";
import { planForPi } from "./plan-for-pi.ts";
import { describeRequestKind } from "./request-phrase.ts";
import { capitalize } from "./stages.ts";

/** A request in a reminder. `mark` is undefined if the message is older than the marks of requests. */
export type RemindedRequest = Pick<Request, "id"> & { readonly mark: string | undefined };

export interface TemplateContext {
  readonly request: Request;
  readonly data: Readonly<Record<string, string>>;
  /** True in a dry run. Nothing is created then, even for approved requests. */
  readonly dryRun: boolean;
  /** The name of the chat, such as "Slack". */
  readonly chatName: string;
  /** Returns the URL of the password page, with the token from `data`. */
  passwordUrl(): string;
  /** Returns the URL of the page where a request's PI decides. The link works until `until`. */
  decisionUrl(request: RemindedRequest, until: Date): string;
  /** Returns the URL of the page where the owner of the request's address confirms it. */
  confirmUrl(): string;
  /** Returns the URL of the page where requesters can follow their request, answer questions, and withdraw it. */
  requestUrl(): string;
  /** The site's own instructions for signing in. The list is empty if the site has none. */
  readonly logIn: readonly string[];
  /** Returns the URL of the page where anyone can request a new password link. */
  resetPageUrl(): string;
}

/** Tells the requester what we asked the PI. */
const describeQuestionToPi = (request: Request, pi: string | undefined) =>
  KIND_VIEWS[request.kind].forPi?.tellsRequester(request, pi) ?? "";

/** Introduces the requester to the PI. */
const introduceToPi = (request: Request) => {
  const { kind, givenName, familyName, email } = request;
  return (
    KIND_VIEWS[kind].forPi?.introduces(request, `${fullName({ givenName, familyName })} (${email})`) ?? ""
  );
};

/** Lists the changes that the PI would also approve and can't know about. */
const describePlanForPi = (request: Request) => {
  const plan = planForPi(request);
  return plan.length > 0 ? ["If you approve, this will change:", ...plan] : [];
};

/** Explains why the message is sent again with a later date: acct was down while the link could have been used. */
const explainExtension = ({ extended }: TemplateContext["data"]) =>
  extended === undefined
    ? ""
    : "Our pages were unavailable for a while, so your link works longer than we first told you. ";

/**
 * Returns the line about the link's expiry. The date directly follows the verb, because a chat may show it as "Today at
 * 12:00".
 */
const linkExpires = (before: string, until: string | undefined): Line => [
  `${before}The link works once and expires `,
  new Date(until ?? 0),
  ".",
];

const linkToRequestPage = (label: string, url: string) => [{ label, url }];

/** Returns a link to a page for both the email and the chat message. */
const linkBoth = (label: string, url: string) => ({ link: { label, url }, links: [{ label, url }] });

export const notificationTemplates = {
  received: ({ request, requestUrl }) => ({
    title: `We've received your request (#${request.id})`,
    lines: [KIND_VIEWS[request.kind].received(request), "We'll keep you posted at every step."],
    request,
    buttons: buttonsForRequester(request).filter(({ action }) => action === "withdraw"),
    links: linkToRequestPage("View or withdraw your request", requestUrl()),
  }),

  "new-link": ({ request, requestUrl }) => ({
    title: `A new link to your request (#${request.id})`,
    lines: [
      "We've renewed our links. The ones in our earlier emails no longer work, so please use this one.",
    ],
    links: linkToRequestPage("View or withdraw your request", requestUrl()),
  }),

  question: ({ request, data, requestUrl }) => ({
    title:
      data.reminder === undefined
        ? `A question about your request (#${request.id})`
        : `Reminder: a question about your request (#${request.id})`,
    lines: request.question
      ? [`${request.question.byName} asked: ${request.question.text}`, "We'll continue once you've replied."]
      : ["This already has a reply. You don't need to do anything."],
    request,
    buttons: buttonsForRequester(request),
    links: linkToRequestPage("Reply to the question", requestUrl()),
  }),

  /** Offers what the requester has typed in their direct messages as the answer. */
  "typed-answer": ({ request, data }) => ({
    title: `Is this your reply to the question about your request (#${request.id})?`,
    lines: request.question
      ? [`${request.question.byName} asked: ${request.question.text}`, `You wrote: ${data.text ?? ""}`]
      : ["This already has a reply. You don't need to do anything."],
    buttons: request.question
      ? [
          {
            action: "send-answer",
            label: "Send this as the answer",
            style: "primary",
            mark: data.typed ?? "",
            spoken: `Send this as the answer, request ${request.id}`,
          },
        ]
      : [],
  }),

  /** Goes to the admin who asked. */
  answer: ({ request, data }) => ({
    title: `${fullName(request)} replied to your question (request ${request.id})`,
    lines: [data.text ?? "", "The request is ready for a decision in the admin channel."],
  }),

  "waiting-for-project": ({ request, requestUrl }) => ({
    title: `Your request (#${request.id}) is waiting for the project ${request.project}`,
    lines: [
      `Someone else has already requested a new project called ${request.project}.`,
      "If it's approved, we'll ask its lead whether you can join. Otherwise, we'll continue with your request.",
    ],
    links: linkToRequestPage("View or withdraw your request", requestUrl()),
  }),

  /** Goes to the address that a file gave for the requester. */
  "confirm-address": ({ request, data, confirmUrl }) => ({
    title: `Confirm your email address for your request (#${request.id})`,
    lines: [
      ...(Number(data.number ?? 1) > 1 ? ["A reminder: we haven't started on your request yet."] : []),
      `Someone, probably you, ${KIND_VIEWS[request.kind].phrase(request)} with the address ${request.email}. We'll start on the request as soon as you confirm that the address is yours.`,
      "If you didn't request this, ignore this email: without your confirmation, nothing happens.",
    ],
    links: [{ label: "Confirm this address", url: confirmUrl() }],
  }),

  "waiting-for-pi": ({ request, data, requestUrl }) => ({
    title: `Your request (#${request.id}) is waiting for ${data.pi}`,
    lines: [describeQuestionToPi(request, data.pi), "We'll let you know as soon as there's a decision."],
    links: linkToRequestPage("View or withdraw your request", requestUrl()),
  }),

  approved: ({ request, dryRun }) => ({
    title: `Your request (#${request.id}) has been approved`,
    lines: dryRun
      ? [
          "We're still testing, so nothing is created yet. We've kept your request.",
          "We'll let you know when it's ready.",
        ]
      : ["We're setting it up now and will let you know when it's ready."],
  }),

  refused: ({ request, data }) => ({
    title: `Your request (#${request.id}) wasn't approved`,
    lines: data.reason
      ? [data.reason, "You're welcome to apply again if this changes."]
      : ["No reason was given. If you have any questions, contact us."],
  }),

  abandoned: ({ request, data }) => ({
    title: `We couldn't complete your request (#${request.id})`,
    lines: [
      data.reason || "No reason was given.",
      "We're sorry about that. You're welcome to apply again at any time.",
    ],
  }),

  withdrawn: ({ request, data }) => ({
    title: `Your request (#${request.id}) has been withdrawn`,
    lines: [`${data.by} withdrew this request.`, "You can submit a new one at any time."],
  }),

  offboarded: ({ request, data }) => ({
    title: `Your account ${data.username} has been deactivated`,
    lines: [
      `An admin deactivated your account, so you can no longer sign in. None of your data was deleted. Your request (#${request.id}) has been closed as well.`,
      "If you think this is a mistake, contact us. We can reactivate the account.",
    ],
  }),

  expired: ({ request, data }) => ({
    title: `Your request (#${request.id}) has expired`,
    lines: [`${data.note}, so we've closed it.`, "You're welcome to apply again at any time."],
  }),

  /** Goes to a PI who isn't in the chat. */
  "pi-approval": ({ request, data, dryRun, decisionUrl }) => ({
    title: `${fullName(request)} ${describeRequestKind(request)}`,
    lines: [
      introduceToPi(request),
      ...describePlanForPi(request),
      ...(request.details.additionalUsers?.length
        ? [`These people would also be added to the project: ${request.details.additionalUsers.join(", ")}`]
        : []),
      ...(request.details.reason ? [`Their message: ${request.details.reason}`] : []),
      "You can approve, deny, or pass this on to someone else. If you don't recognize this request, deny it or ignore this email.",
      ["The link works until ", new Date(data.until ?? 0), "."],
      ...(dryRun ? ["We're still testing: nothing is created yet, even if you approve."] : []),
    ],
    links: [{ label: "Review request", url: decisionUrl(request, new Date(data.until ?? 0)) }],
  }),

  /** Goes to a PI in the chat or to one of their delegates. It lists every request that waits for them. */
  "pi-reminder": ({ data }) => ({
    title: titleForPi(data.count),
    lines: [
      ...(data.forPi ? [`${data.forPi} asked you to decide for them.`] : []),
      ...(data.list ?? "").split("\n"),
      data.count === "1"
        ? "Scroll up to decide, or approve it here:"
        : "Scroll up to decide one by one, or approve several here:",
    ],
    buttons: [{ action: "approve-several", label: "Approve several…" }],
  }),

  /** Sends the same reminder by email. */
  "pi-email-reminder": ({ data, decisionUrl }) => ({
    title: titleForPi(data.count),
    lines: ["A reminder: if you don't recognize a request, deny it or reassign it to someone else."],
    links: (data.list ?? "").split("\n").map((label, line) => {
      const one = { id: Number.parseInt(label, 10), mark: data.marks?.split("\n")[line] };
      return { label, url: decisionUrl(one, new Date(data.until ?? 0)) };
    }),
  }),

  /** Goes to the admin channel. */
  "needs-attention": ({ request, data }) => ({
    title: `Request ${request.id} (${fullName(request)}) needs an admin`,
    lines: [data.why ?? "", `State: ${describeState(request)}`],
    request,
    buttons: buttonsFor(request, { audience: "admin" }),
  }),

  delayed: ({ request, requestUrl }) => ({
    title: `Your request (#${request.id}) is delayed`,
    lines: [
      "We hit a problem on our side and are working on it. It isn't caused by your request, and nothing is lost. You don't need to do anything.",
    ],
    links: linkToRequestPage("View your request", requestUrl()),
  }),

  welcome: ({ request, data, passwordUrl, logIn }) => ({
    title: "Your account is ready: set your password",
    lines: [
      `Your username is ${request.username}.`,
      data.pin
        ? "To get started, set your password. You'll need the PIN you chose when you applied."
        : "To get started, set your password.",
      linkExpires(explainExtension(data), data.until),
      ...logIn,
    ],
    links: [{ label: "Set your password", url: passwordUrl() }],
  }),

  "new-password": ({ request, data, passwordUrl }) => ({
    title: `Set a new password for ${request.username}`,
    lines: [
      ...(data.requestedBy ? [`${data.requestedBy} requested this for you.`] : []),
      "Your current password keeps working until you set a new one. If you don't need a new one, ignore this message.",
      linkExpires(`${explainExtension(data)}${data.pin ? "You'll need your PIN. " : ""}`, data.until),
    ],
    ...linkBoth("Set your password", passwordUrl()),
  }),

  resumed: ({ request, data, passwordUrl, logIn }) => ({
    title: `Your account ${request.username} is active again: set a new password`,
    lines: [
      "Your old password no longer works.",
      linkExpires(
        `${explainExtension(data)}${data.pin ? "You'll need the PIN you chose with your first request. " : ""}`,
        data.until,
      ),
      ...logIn,
    ],
    ...linkBoth("Set your password", passwordUrl()),
  }),

  /** Goes to the owner's email address if they get the link itself in the chat. */
  "reset-requested": ({ request, chatName }) => ({
    title: `A new password was requested for ${request.username}`,
    lines: [
      `We sent the link to the person this account is linked to on ${chatName}.`,
      "Your current password keeps working until a new one is set. If you didn't request this, contact us right away.",
    ],
  }),

  created: ({ request, logIn }) => ({
    title: `Your account ${request.username} is ready`,
    lines: [`You're now a member of the project ${request.project}.`, ...logIn],
  }),

  joined: ({ request }) => ({
    title: `You've been added to the project ${request.project}`,
    lines: [
      `You can now use it with your account ${request.username}. If you're signed in, sign out and back in first.`,
    ],
  }),

  ready: ({ request, logIn }) => ({
    title: KIND_VIEWS[request.kind].madeReady?.(request) ?? "Check your email for a link",
    lines: [`We've sent a link to set your password to ${request.email}.`, ...logIn],
  }),

  "quota-set": ({ request, data }) => ({
    title: `The quotas of ${request.project} have been changed`,
    lines: [
      ...splitTable(data.table),
      ...(data.until ? [`The new quotas apply until ${data.until} and then revert automatically.`] : []),
    ],
  }),

  "quota-ends": ({ request, data }) => ({
    title: `The quotas of ${request.project} revert on ${data.until}`,
    lines: [
      ...splitTable(data.table),
      "Please reduce your usage to these limits before then. If you need more for longer, make a new request with /acct quota.",
    ],
  }),

  "quota-restored": ({ request, data }) => ({
    title: `The quotas of ${request.project} have been restored`,
    lines: ["The temporary change has ended.", ...splitTable(data.table)],
  }),

  fulfilled: ({ request, data }) => ({
    title: `Your request (#${request.id}) is closed: you already have this`,
    lines: [`${data.note}.`, "If something doesn't work, contact us."],
  }),

  "password-set": ({ request, data, logIn }) => ({
    title: `The password for ${request.username} has been set`,
    lines: [
      data.noLogin
        ? `We couldn't make sure that you can sign in to ${data.noLogin} with it. If it doesn't work, or if you didn't set a password, contact us.`
        : "You can sign in with it now. If this wasn't you, contact us right away.",
      ...logIn,
    ],
  }),

  "password-partly-set": ({ request, data, chatName, resetPageUrl }) => ({
    title: `Choose another password for ${request.username}`,
    lines: [
      `Your new password works everywhere except ${data.by}, which rejected it: ${data.why}`,
      `Please choose one that all systems accept. To get a new link, use /acct resetpass in ${chatName} or the page below.`,
    ],
    ...linkBoth("Get a new link", resetPageUrl()),
  }),

  "link-expired": ({ request, chatName, resetPageUrl }) => ({
    title: "Your password link has expired",
    lines: [
      `The link for ${request.username} wasn't used in time.`,
      `To get a new one, use /acct resetpass in ${chatName} or the page below.`,
    ],
    ...linkBoth("Get a new link", resetPageUrl()),
  }),

  closed: ({ request }) => ({
    title: `Your request (#${request.id}) is complete`,
    lines: ["Everything is set up. If something doesn't work, contact us."],
  }),
} as const satisfies Record<RequestTemplateName, (context: TemplateContext) => Message>;

/** Messages that aren't about a single request. */
export const broadcastTemplates = {
  "confirm-reset": ({ username, until }, { resetUrl }) => ({
    title: `A new password for ${username}?`,
    lines: [
      "Someone requested a new password with this email address. If it wasn't you, ignore this email: nothing has changed, and your password still works.",
      linkExpires("", until),
    ],
    links: [{ label: "Yes, I want a new password", url: resetUrl() }],
  }),

  /** Goes to the owner's email address and, in the chat, to the user who is now linked and the one who was. */
  "account-linked": ({ label = "", person, isTheirs }, { chatName }) => {
    const who = isTheirs ? "you" : person;
    return {
      title: `${capitalize(nameLinked(label))} is now linked to ${who}`,
      lines: [
        `From now on, only ${who} can use it in ${chatName}.`,
        "If this isn't right, contact us right away.",
      ],
    };
  },

  /** Goes to the owner's email address and to the user in the chat. */
  "sign-in-linked": ({ label = "", issuer }) => ({
    title: `A sign-in is now linked to ${nameLinked(label)}`,
    lines: [
      `From now on, we recognize you when you sign in at ${issuer}.`,
      "If this wasn't you, contact us right away.",
    ],
  }),

  /** Goes to the admin who proposed a link or, about any other message without a request, to the admin channel. */
  undelivered: ({ label, person = "", message = "", problem }) => ({
    title:
      message === "confirm-link"
        ? `We couldn't ask ${person} whether ${nameLinked(label ?? "")} is theirs`
        : `We couldn't deliver a message to ${person}`,
    lines: [
      `${capitalize(problem ?? "the reason is unknown")}.`,
      message === "confirm-link"
        ? "Nothing has changed. Once direct messages reach them, use /acct link again."
        : `It was the message "${message}"${label === undefined ? "" : ` about ${nameLinked(label)}`}. Please contact them another way. Other messages that fail for the same reason today won't be announced.`,
    ],
  }),

  /** Asks a person in the chat whether an account is theirs, as an admin has said. */
  "confirm-link": ({ label = "", by, claim = "", until }) => ({
    title: `Is ${nameLinked(label)} yours?`,
    lines: [
      `${by} says it is. Nothing changes until you confirm it here.`,
      ["If you don't recognize it, please decline. This question expires ", new Date(until ?? 0), "."],
    ],
    buttons: [
      { action: "confirm-link", label: "Confirm", style: "primary", mark: claim },
      { action: "decline-link", label: "Decline", mark: claim },
    ],
  }),

  /** Goes to the owner's email address and to the user who is linked now. */
  "link-proposed": ({ label = "", person, by }, { chatName }) => ({
    title: `${by} wants to link ${nameLinked(label)} to ${person}`,
    lines: [
      `We've asked ${person} in ${chatName} to confirm that it belongs to them. Nothing changes until then.`,
      "If this isn't right, contact us right away.",
    ],
  }),

  /** Goes to the admin channel and to the owner's email address. */
  "link-declined": ({ label = "", person }) => ({
    title: `${person} declined the link to ${nameLinked(label)}`,
    lines: ["Nothing has changed."],
  }),

  /** Goes to the address that the registry has and to the one that the chat shows now. */
  "link-frozen": ({ label = "", person }, { chatName }) => ({
    title: `The link between ${nameLinked(label)} and ${person} is paused`,
    lines: [
      `The email address of ${person} in ${chatName} has changed, so we can no longer tell whether both belong to the same person. Until the link is confirmed, ${person} can't use it in ${chatName}.`,
      `If it's yours, use /acct resetpass in ${chatName} to confirm it, or contact us.`,
    ],
  }),

  /** Goes to the account's own address. The code itself is shown only in the chat. */
  "link-code": ({ label = "", person, until }, { chatName, claimUrl }) => ({
    title: `Link ${nameLinked(label)} to ${person} in ${chatName}?`,
    lines: [
      `${person} wants to use it in ${chatName}. If that's you, open the page below and enter the code we showed you in ${chatName}.`,
      "If that isn't you, ignore this email: nothing has changed.",
      linkExpires("", until),
    ],
    links: [{ label: "Enter the code", url: claimUrl() }],
  }),

  /** Goes to the old and the new address. */
  "email-changed": ({ person, email }) => ({
    title: `The email address of ${person} has changed`,
    lines: [
      `From now on, we write to ${email}. New password links go there, too.`,
      "If this isn't right, contact us right away.",
    ],
  }),

  /** Goes to the admin channel, once for each address. */
  "address-differs": ({ label = "", person, email, old, where, mark = "" }) => ({
    title: `${person} has another email address in ${where}`,
    lines: [
      `${label === "" ? "We write to" : `For the account ${label}, we write to`} ${old}. ${where} shows ${email}.`,
      "If you change it, every system gets the new address, and we tell both. Check with the person first if you aren't sure: someone who reads email at the new address can set a new password.",
    ],
    buttons: [
      {
        action: "change-email",
        label: "Change it",
        mark,
        spoken: `Change the address of ${person}`,
        confirm: {
          title: `Change the address of ${person}?`,
          text: `${old} → ${email}`,
          yes: "Change it",
        },
      },
      { action: "keep-email", label: "Keep it", mark, spoken: `Keep the address of ${person}` },
    ],
  }),

  "name-changed": ({ person, old }) => ({
    title: `We've changed the name ${old} to ${person}`,
    lines: ["Every system has the new name.", "If this isn't right, contact us right away."],
  }),

  "username-changed": ({ old, username }) => ({
    title: `Your username has changed to ${username}`,
    lines: [
      `Log in with ${username} instead of ${old} from now on. Your password and your files stay the same, and so does your home directory.`,
      "If this isn't right, contact us right away.",
    ],
  }),

  /** Goes to the new PI and to the one before. */
  "pi-set": ({ project, person, by }) => ({
    title: `${person} is the PI of ${project} now`,
    lines: [
      `${by} changed this. From now on, we ask ${person} about requests for ${project}.`,
      "If this isn't right, contact us right away.",
    ],
  }),

  /** Asks someone, in the chat or by email, whether they are the PI of a project. An admin confirms a yes. */
  "ask-pi": ({ project, by, claim = "", until }, { piUrl }) => ({
    title: `Are you the PI of ${project}?`,
    lines: [
      `${by} thinks that you lead the project ${project}, which has no PI in our records. A PI decides who may join.`,
      "If you say yes, an admin confirms it first. If you say no or don't answer, nothing changes.",
      ["This question expires ", new Date(until ?? 0), "."],
    ],
    buttons: [
      { action: "claim-pi", label: "Yes, I'm the PI", style: "primary", mark: claim },
      { action: "decline-pi", label: "No", mark: claim },
    ],
    links: [{ label: "Answer yes or no", url: piUrl() }],
  }),

  /** Goes to the admin channel. */
  "pi-declined": ({ project, person, email }) => ({
    title: `${person} says they aren't the PI of ${project}`,
    lines: [
      `We asked ${email}. The project still has no PI.`,
      `To ask someone else: /acct ask-pi ${project} <account or address>`,
    ],
  }),

  /** Goes to the person who said yes and to the admin who asked them. */
  "pi-rejected": ({ project, person, by }) => ({
    title: `${person} wasn't confirmed as the PI of ${project}`,
    lines: [`${by} decided this. If it isn't right, contact us.`],
  }),

  /** Goes to the admin channel. */
  "pi-unanswered": ({ project, person, email }) => ({
    title: `${person} hasn't said whether they're the PI of ${project}`,
    lines: [
      `We asked ${email}, and the question has expired. The project still has no PI.`,
      `To ask again, or to ask someone else: /acct ask-pi ${project} <account or address>`,
    ],
  }),

  /** Reports that another acct uses the same tokens. */
  "second-installation": ({ connections, database }) => ({
    title: "Another acct is using our Slack tokens",
    lines: [
      `Slack reports ${connections} connections that don't belong to this acct. It sends each click to only one of them, so some never get here.`,
      "Stop the other acct, or start it with ACCT_REHEARSAL=1. It may be a copy for a restore drill or for staging.",
      `This acct uses the database ${database}. To see which one another machine uses, run acct doctor there.`,
    ],
  }),

  /** Goes to the site's help address, because no one reads the admin channel or no one there may decide. */
  "admins-unreachable": ({ why }) => ({
    title: "Account requests don't reach the admins",
    lines: [
      `No one can approve account requests at the moment. ${why}.`,
      "Nothing is lost: requests continue within a minute once this is fixed. To check the channel and the admins, run acct doctor.",
    ],
  }),

  /** Goes to the admin channel, because an outside system refuses acct itself, which only someone who runs acct can fix. */
  "access-lost": ({ why = "" }) => ({
    title: "acct can't do all of its work",
    lines: [
      why.endsWith(".") ? why : `${why}.`,
      "This is not the fault of anyone who has sent a request. Nothing is lost: acct keeps trying and continues once this is fixed. To check it, run acct doctor.",
    ],
  }),

  /** Goes to each admin, because others read what is posted in the admin channel. */
  "channel-shared": ({ why = "" }) => ({
    title: "People outside your organization can read account requests",
    lines: [
      why.endsWith(".") ? why : `${why}.`,
      "acct keeps posting requests there until then. Only admins can decide on them.",
    ],
  }),

  /** Goes to the admin channel, once until the system was read as a whole again. */
  "source-unknown": ({ system = "", cause, why = "" }) => ({
    title:
      cause === "unread" ? `acct adopt couldn't read ${system}` : `acct adopt didn't see all of ${system}`,
    lines: [
      why.endsWith(".") ? why : `${why}.`,
      cause === "unread"
        ? "The registry stays as it is. Run acct adopt again once this is fixed."
        : `acct won't treat anyone who's missing from ${system} as gone.`,
    ],
  }),

  /** Goes to the admin channel: what acct found in a sheet and can't decide. */
  "sheet-notice": ({ title = "", list = "" }) => ({ title, lines: list.split("\n") }),

  /** Goes to a person whose answers in a form can't be used. */
  "row-incomplete": ({ list = "" }) => ({
    title: "We can't use your answers in the form yet",
    lines: [
      "Something is missing or doesn't fit:",
      ...list.split("\n"),
      "Please edit your answers, or fill in the form again. If someone else used your address, ignore this email: nothing happens.",
    ],
  }),

  /** Is sent after acct was down for a long time. */
  "requests-expiring": ({ count, list, until, days }) => ({
    title: count === "1" ? "A request is about to expire" : `${count} requests are about to expire`,
    lines: [
      [
        `No one has decided on ${count === "1" ? "it" : "them"} within ${days} days, not counting the time acct was down. Please decide before `,
        new Date(until ?? 0),
        ".",
      ],
      ...(list ?? "").split("\n"),
    ],
  }),

  "admin-digest": ({ count, list }) => ({
    title: "Good morning! Here's today's queue",
    lines: (list ?? "").split("\n"),
    ...(count === "0" ? {} : { buttons: [{ action: "review-queue", label: "Review queue…" }] }),
  }),
} as const satisfies Record<
  BroadcastName,
  (
    data: Readonly<Record<string, string>>,
    /**
     * `resetUrl` returns the URL of the page where the owner of an address confirms that they want a new password; `claimUrl`
     * that of the page where they enter the code from the chat; `piUrl` that of the page where someone says whether they are a
     * project's PI.
     */
    context: { readonly chatName: string; resetUrl(): string; claimUrl(): string; piUrl(): string },
  ) => Message
>;

/** Names what a link in the chat is about: an account or, if the person has none, their address. */
const nameLinked = (label: string) => (label.includes("@") ? `the address ${label}` : `the account ${label}`);

/** Splits the quota table into its lines, such as "cores 20 → 40". */
const splitTable = (lines: string | undefined) => (lines ?? "").split("\n").filter((line) => line !== "");

function titleForPi(count: string | undefined): string {
  return count === "1" ? "A request needs your approval" : `${count} requests need your approval`;
}
