import type { BroadcastName, RequestTemplateName } from "../db/names.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import type { Button } from "./button.ts";
import { buttonsFor, buttonsForRequester } from "./buttons-for.ts";
import { describeState } from "./describe-state.ts";
import { fullName } from "./full-name.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import type { Message } from "./message.ts";
import { planForPi } from "./plan-for-pi.ts";
import { capitalize, STAGE_VIEWS } from "./stages.ts";
import type { Wording } from "./templates/wording.ts";

/** A request in a reminder. `mark` is undefined if the message is older than the marks of requests. */
export type RemindedRequest = Pick<Request, "id"> & { readonly mark: string | undefined };

/** A message in English words for admins, or what a message in the reader's language says. */
export type Written = Message | Wording;

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
  /** Returns the URL of the page where requesters read and sign agreements. */
  agreementsUrl(): string;
  /** The site's own instructions for signing in, and the page for it. */
  readonly logIn: { readonly text?: string | undefined; readonly url?: string | undefined };
  /** False if the message goes to another member of the project. */
  readonly isRequester: boolean;
  /** Returns the URL of the page where anyone can request a new password link. */
  resetPageUrl(): string;
}

/** The section about this kind of request: if it names no project, one that speaks of none. */
const byKind = ({ kind, project }: Pick<Request, "kind" | "project">): readonly string[] =>
  project ? [kind, "other"] : [`${kind}-without-project`, kind, "other"];

/**
 * What a message about a password link says. It is sent again with a later date if acct was down while the link could have
 * been used.
 */
const valuesOfLink = ({ until, pin, extended }: TemplateContext["data"]) => ({
  until: new Date(until ?? 0),
  "needs-pin": pin !== undefined,
  extended: extended !== undefined,
});

/** What is linked to someone: an account or, if the person has none, their address. */
const linked = (label: string) => ({
  label,
  linked: { choose: [label.includes("@") ? "address" : "account"] },
});

/** Chooses the sentence about one corrected answer: it was something else, there was none, or there is none anymore. */
const corrected = (field: string, data: TemplateContext["data"]) => {
  const { [field]: after, [`old-${field}`]: before } = data;
  const how = after ? (before ? "changed" : "added") : "removed";
  const isNew = data[`is-new-${field}`] !== undefined;
  return {
    [`${field}-is`]: after === undefined ? undefined : { choose: [isNew ? "new" : how, how] },
    [field]: after,
    [`old-${field}`]: before,
  };
};

/** acct's own sentence, which is stored in English, or what an admin typed. */
const phrase = (text: string | undefined) => (text ? { phrase: text } : undefined);

const variantOfQuestion = ({ question }: Request, isReminder: boolean) => {
  if (!question) return "question-answered";
  return isReminder ? "question-reminder" : "question";
};

/**
 * Everything that acct writes to people. An entry chooses what to say, and the words are in `templates/<language>/<name>.md`.
 * What only admins read has its English words here.
 */
export const notificationTemplates = {
  received: ({ request, requestUrl }) => ({
    values: { id: request.id, project: request.project ?? "", what: { choose: byKind(request) } },
    because: "requester",
    request,
    buttons: buttonsForRequester(request).filter(({ action }) => action === "withdraw"),
    links: [{ url: requestUrl() }],
  }),

  /** Goes to everyone with an open request when links are renewed, and to someone who has asked for the link on the page. */
  "new-link": ({ request, data, requestUrl }) => ({
    ...(data.asked ? { variant: "link-asked-for" } : {}),
    values: { id: request.id },
    because: "requester",
    links: [{ url: requestUrl() }],
  }),

  question: ({ request, data, requestUrl }) => ({
    variant: variantOfQuestion(request, data.reminder !== undefined),
    values: { id: request.id, by: request.question?.byName, question: request.question?.text },
    because: "requester",
    request,
    buttons: buttonsForRequester(request),
    links: [{ url: requestUrl() }],
  }),

  /** Offers what the requester has typed in their direct messages as the answer. */
  "typed-answer": ({ request, data }) => ({
    ...(request.question ? {} : { variant: "question-answered" }),
    values: {
      id: request.id,
      by: request.question?.byName,
      question: request.question?.text,
      answer: data.text ?? "",
    },
    because: "requester",
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

  /** Says what someone else has corrected in the request, with what it was before. */
  corrected: ({ request, data, requestUrl }) => ({
    values: {
      id: request.id,
      by: data.by ?? "",
      ...corrected("project", data),
      ...corrected("username", data),
      ...corrected("pi", data),
      ...corrected("groups", data),
      ...corrected("description", data),
      "ends-is": corrected("ends", data)["ends-is"],
      end: { day: data.ends ?? "" },
      "old-end": { day: data["old-ends"] ?? "" },
    },
    because: "requester",
    links: [{ url: requestUrl() }],
  }),

  "waiting-for-project": ({ request, requestUrl }) => ({
    values: {
      id: request.id,
      project: request.project ?? "",
      next: { choose: [request.kind, "other"] },
    },
    because: "requester",
    links: [{ url: requestUrl() }],
  }),

  /** Asks someone for whom an admin or a PI wants an account. */
  "confirm-request": ({ request, data, requestUrl }) => ({
    values: {
      id: request.id,
      by: request.details.onBehalf?.byName ?? "",
      project: request.project ?? "",
      message: Boolean(request.details.reason),
      reason: request.details.reason,
      reminder: Number(data.number ?? 1) > 1,
    },
    because: "requester",
    request,
    buttons: buttonsForRequester(request).filter(
      ({ action }) => action !== "withdraw" && action !== "answer",
    ),
    links: [{ url: requestUrl() }],
  }),

  /** Goes to the person who asked for an account for someone else. */
  "opener-told": ({ request, data }) => ({
    values: {
      id: request.id,
      requester: fullName(request),
      what: { choose: [data.what ?? "confirmed"] },
    },
    because: "requester",
  }),

  /** Goes to the address that a file gave for the requester. */
  "confirm-address": ({ request, data, confirmUrl }) => ({
    values: {
      id: request.id,
      email: request.email,
      what: { choose: [request.kind, "other"] },
      reminder: Number(data.number ?? 1) > 1,
    },
    because: "address",
    links: [{ url: confirmUrl() }],
  }),

  "waiting-for-pi": ({ request, data, requestUrl }) => ({
    values: {
      id: request.id,
      pi: data.pi,
      project: request.project ?? "",
      asked: { choose: byKind(request) },
    },
    because: "requester",
    links: [{ url: requestUrl() }],
  }),

  /** Asks the requester to read and sign agreements. */
  "sign-agreements": ({ request, data, agreementsUrl }) => ({
    values: {
      id: request.id,
      titles: toList(data.titles),
      when: { choose: [STAGE_VIEWS[request.stage].isCompleted ? "after" : "before"] },
      reminder: data.reminder !== undefined,
    },
    because: "requester",
    request,
    buttons: request.waitsFor === "signature" ? [signButton(`request ${request.id}`)] : [],
    links: [{ url: agreementsUrl() }],
  }),

  approved: ({ request, dryRun }) => ({
    variant: dryRun ? "approved-in-dry-run" : "approved",
    values: { id: request.id },
    because: "requester",
  }),

  refused: ({ request, data }) => ({
    ...(data.reason ? {} : { variant: "refused-without-reason" }),
    values: { id: request.id, reason: phrase(data.reason) },
    because: "requester",
  }),

  abandoned: ({ request, data }) => ({
    values: { id: request.id, reason: phrase(data.reason), "no-reason": !data.reason },
    because: "requester",
  }),

  withdrawn: ({ request, data }) => ({
    values: { id: request.id, by: data.by ?? "" },
    because: "requester",
  }),

  offboarded: ({ request, data }) => ({
    values: { id: request.id, username: data.username ?? "" },
    because: "requester",
  }),

  expired: ({ request, data }) => ({
    values: {
      id: request.id,
      why: data.cause ? { choose: [data.cause] } : `${data.note ?? ""}.`,
      days: data.days ?? "",
    },
    because: "requester",
  }),

  /** Goes to the requester: someone who decides about a group said no, and the rest goes on. */
  "group-declined": ({ request, data }) => ({
    values: { id: request.id, groups: data.groups ?? "", reason: data.reason },
    because: "requester",
  }),

  /** Goes to a PI who isn't in the chat. */
  "pi-approval": ({ request, data, dryRun, decisionUrl }) => {
    const plan = data.groups ? [] : planForPi(request);
    const chosen = data.groups ? ["group", ...byKind(request)] : byKind(request);
    const {
      additionalUsers: people = [],
      groups = [],
      endsOn,
      projectDescription,
      newProject,
    } = request.details;
    // Who asks for a project says what it is about.
    const reason = request.details.reason ?? (newProject ? projectDescription : undefined);
    return {
      values: {
        title: { choose: chosen },
        introduction: { choose: chosen },
        how: { choose: data.groups ? ["group"] : [request.kind, "pi"] },
        groups: data.groups ?? groups.join(", "),
        requester: fullName(request),
        email: request.email,
        project: request.project ?? "",
        "plan-follows": plan.length > 0,
        plan: { phrases: plan },
        additional: people.length > 0 && !data.groups,
        people,
        // Those who decide about a group read of that group only.
        "also-groups": groups.length > 0 && !data.groups,
        "has-end": Boolean(endsOn) && !data.groups,
        end: { day: endsOn ?? "" },
        message: Boolean(reason),
        reason,
        until: new Date(data.until ?? 0),
        "dry-run": dryRun,
      },
      because: data.groups ? "group" : "pi",
      links: [{ url: decisionUrl(request, new Date(data.until ?? 0)) }],
    };
  },

  /** Goes to a PI in the chat, to one of their delegates, or to someone in a group. It lists every request that waits for them. */
  "pi-reminder": ({ data, chatName }) => ({
    values: {
      title: { choose: [data.count === "1" ? "one" : "several"] },
      count: data.count ?? "",
      "for-pi": Boolean(data.forPi),
      pi: data.forPi,
      list: (data.list ?? "").split("\n"),
      how: { choose: [whereToDecide(data)] },
      chat: chatName,
    },
    because: "pi",
    buttons: [{ action: "approve-several", label: "Approve several…" }],
  }),

  /** Sends the same reminder by email. */
  "pi-email-reminder": ({ data, decisionUrl }) => ({
    values: { title: { choose: [data.count === "1" ? "one" : "several"] }, count: data.count ?? "" },
    because: "pi",
    links: (data.list ?? "").split("\n").map((label, line) => {
      const one = { id: Number.parseInt(label, 10), mark: data.marks?.split("\n")[line] };
      return { label, url: decisionUrl(one, new Date(data.until ?? 0)) };
    }),
  }),

  /** Goes to the admin channel. */
  "needs-attention": ({ request, data }) => ({
    title: `Request ${request.id} (${fullName(request)}) ${goesOn(request) ? "needed" : "needs"} an admin`,
    lines: [data.why ?? "", `State: ${describeState(request)}`],
    request,
    buttons: buttonsFor(request, { audience: "admin" }),
  }),

  delayed: ({ request, requestUrl }) => ({
    values: { id: request.id },
    because: "requester",
    links: [{ url: requestUrl() }],
  }),

  welcome: ({ request, data, passwordUrl, logIn }) => ({
    values: { ...valuesOfLink(data), "sign-in-help": logIn.text },
    because: "requester",
    facts: { username: request.username, project: request.project, "sign-in": logIn.url },
    links: [{ url: passwordUrl() }],
  }),

  "new-password": ({ request, data, passwordUrl }) => ({
    values: {
      ...valuesOfLink(data),
      username: request.username ?? "",
      requested: Boolean(data.requestedBy),
      by: data.requestedBy,
    },
    because: "account",
    links: [{ url: passwordUrl() }],
    linkInChat: true,
  }),

  resumed: ({ request, data, passwordUrl, logIn }) => ({
    values: { ...valuesOfLink(data), username: request.username ?? "", "sign-in-help": logIn.text },
    because: "account",
    facts: { username: request.username, "sign-in": logIn.url },
    links: [{ url: passwordUrl() }],
    linkInChat: true,
  }),

  /** Goes to the owner's email address if they get the link itself in the chat. */
  "reset-requested": ({ request, chatName }) => ({
    values: { username: request.username ?? "", chat: chatName },
    because: "account",
  }),

  created: ({ request, logIn }) => ({
    values: {
      username: request.username ?? "",
      project: request.project ?? "",
      "sign-in-help": logIn.text,
    },
    because: "requester",
    facts: { username: request.username, project: request.project, "sign-in": logIn.url },
  }),

  joined: ({ request, logIn }) => ({
    values: {
      username: request.username ?? "",
      project: request.project ?? "",
      title: { choose: [request.kind, "other"] },
    },
    because: "requester",
    facts: { username: request.username, project: request.project, "sign-in": logIn.url },
  }),

  ready: ({ request, logIn }) => ({
    variant: KIND_VIEWS[request.kind].isNewsWhenReady ? "ready" : "link-sent",
    values: { username: request.username ?? "", email: request.email, "sign-in-help": logIn.text },
    because: "requester",
    facts: { "sign-in": logIn.url },
  }),

  "quota-set": ({ request, data, isRequester }) => ({
    values: {
      project: request.project ?? "",
      changes: { phrases: toList(data.table) },
      temporary: Boolean(data.until),
      until: { day: data.until ?? "" },
    },
    because: isRequester ? "requester" : "member",
  }),

  "quota-ends": ({ request, data, isRequester }) => ({
    values: {
      project: request.project ?? "",
      changes: { phrases: toList(data.table) },
      until: { day: data.until ?? "" },
    },
    because: isRequester ? "requester" : "member",
  }),

  "quota-restored": ({ request, data, isRequester }) => ({
    values: { project: request.project ?? "", changes: { phrases: toList(data.table) } },
    because: isRequester ? "requester" : "member",
  }),

  /** Goes to the person and to the PI. */
  "membership-ended": ({ request, data }) => ({
    values: {
      project: request.project ?? "",
      person: data.person ?? "",
      by: data.by ?? "",
      title: { choose: [`${data.isTheirs ? "your" : "their"}-${data.why ?? "removed"}`] },
      what: { choose: [`${data.isTheirs ? "your" : "their"}-${data.why ?? "removed"}`] },
    },
    because: data.isTheirs ? "account" : "pi",
  }),

  "membership-changed": ({ request, data }) => {
    const { role, endsOn } = request.details.member ?? {};
    return {
      values: {
        project: request.project ?? "",
        by: data.by ?? "",
        title: { choose: [role ?? (endsOn ? "until" : "no-end")] },
        what: { choose: [role ?? (endsOn ? "until" : "no-end")] },
        until: { day: endsOn ?? "" },
      },
      because: "account",
    };
  },

  fulfilled: ({ request, data }) => ({
    values: { id: request.id, note: phrase(`${data.note ?? ""}.`) },
    because: "requester",
  }),

  "password-set": ({ request, data, logIn }) => ({
    ...(data.noLogin ? { variant: "password-set-unproven" } : {}),
    values: { username: request.username ?? "", systems: data.noLogin, "sign-in-help": logIn.text },
    because: "account",
    facts: { username: request.username, "sign-in": logIn.url },
  }),

  "password-partly-set": ({ request, data, chatName, resetPageUrl }) => ({
    values: {
      username: request.username ?? "",
      system: data.by ?? "",
      why: data.why ?? "",
      chat: chatName,
    },
    because: "account",
    links: [{ url: resetPageUrl() }],
    linkInChat: true,
  }),

  "link-expired": ({ request, chatName, resetPageUrl }) => ({
    values: { username: request.username ?? "", chat: chatName },
    because: "account",
    links: [{ url: resetPageUrl() }],
    linkInChat: true,
  }),

  closed: ({ request }) => ({ values: { id: request.id }, because: "requester" }),
} as const satisfies Record<RequestTemplateName, (context: TemplateContext) => Written>;

/** Messages that aren't about a single request. */
export const broadcastTemplates = {
  "confirm-reset": ({ username = "", until }, { resetUrl }) => ({
    values: { username, until: new Date(until ?? 0) },
    because: "address",
    links: [{ url: resetUrl() }],
  }),

  /** Goes to the address that someone has entered on the page /apply. */
  "apply-link": ({ until }, { formUrl }) => ({
    values: { until: new Date(until ?? 0) },
    because: "address",
    links: [{ url: formUrl() }],
  }),

  /** Goes to the owner's email address and, in the chat, to the user who is now linked and the one who was. */
  "account-linked": ({ label = "", person = "", isTheirs }, { chatName }) => ({
    variant: isTheirs ? "account-linked-to-you" : "account-linked",
    values: { ...linked(label), person, chat: chatName },
    because: "link",
  }),

  /** Goes to the owner's email address and to the user in the chat. */
  "sign-in-linked": ({ label = "", issuer = "" }) => ({
    values: { ...linked(label), issuer },
    because: "link",
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
  "confirm-link": ({ label = "", by = "", claim = "", until }) => ({
    values: { ...linked(label), by, until: new Date(until ?? 0) },
    because: "link",
    buttons: [
      { action: "confirm-link", label: "Confirm", style: "primary", mark: claim },
      { action: "decline-link", label: "Decline", mark: claim },
    ],
  }),

  /** Goes to the owner's email address and to the user who is linked now. */
  "link-proposed": ({ label = "", person = "", by = "" }, { chatName }) => ({
    values: { ...linked(label), person, by, chat: chatName },
    because: "link",
  }),

  /** Goes to the admin channel and to the owner's email address. */
  "link-declined": ({ label = "", person = "" }) => ({
    values: { ...linked(label), person },
    because: "link",
  }),

  /** Goes to the address that the registry has and to the one that the chat shows now. */
  "link-frozen": ({ label = "", person = "" }, { chatName }) => ({
    values: { ...linked(label), person, chat: chatName },
    because: "link",
  }),

  /** Goes to the account's own address. The code itself is shown only in the chat. */
  "link-code": ({ label = "", person = "", until }, { chatName, claimUrl }) => ({
    values: { ...linked(label), person, chat: chatName, until: new Date(until ?? 0) },
    because: "link",
    links: [{ url: claimUrl() }],
  }),

  /** Goes to the old and the new address. */
  "email-changed": ({ person = "", email = "" }) => ({ values: { person, email }, because: "link" }),

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

  "name-changed": ({ person = "", old = "" }) => ({ values: { person, old }, because: "link" }),

  "username-changed": ({ old = "", username = "" }) => ({
    values: { old, username },
    because: "account",
    facts: { username },
  }),

  /** Goes to the new PI and to the one before. */
  "pi-set": ({ project = "", person = "", by = "" }) => ({
    values: { project, person, by },
    because: "pi",
  }),

  /** Asks someone, in the chat or by email, whether they are the PI of a project. An admin confirms a yes. */
  "ask-pi": ({ project = "", by = "", claim = "", until }, { piUrl }) => ({
    values: { project, by, until: new Date(until ?? 0) },
    because: "pi",
    buttons: [
      { action: "claim-pi", label: "Yes, I'm the PI", style: "primary", mark: claim },
      { action: "decline-pi", label: "No", mark: claim },
    ],
    links: [{ url: piUrl() }],
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
  "pi-rejected": ({ project = "", person = "", by = "" }) => ({
    values: { project, person, by },
    because: "pi",
  }),

  /** Goes to the admin channel. */
  "pi-unanswered": ({ project, person, email }) => ({
    title: `${person} hasn't said whether they're the PI of ${project}`,
    lines: [
      `We asked ${email}, and the question has expired. The project still has no PI.`,
      `To ask again, or to ask someone else: /acct ask-pi ${project} <account or address>`,
    ],
  }),

  /** Goes to someone who is invited to a project, in the chat or by email. It says nothing about whether they have an account. */
  invitation: ({ project = "", by = "", invitation = "", role = "", endsOn, until }, { invitationUrl }) => ({
    values: {
      project,
      by,
      what: { choose: [role] },
      "has-end": endsOn !== undefined,
      end: { day: endsOn ?? "" },
      until: new Date(until ?? 0),
    },
    because: "invited",
    buttons: [
      { action: "accept-invitation", label: "Accept…", style: "primary", mark: invitation },
      { action: "decline-invitation", label: "Decline", mark: invitation },
    ],
    links: [{ url: invitationUrl() }],
  }),

  /** Goes to who invited someone. */
  "invitation-answered": ({ project = "", person = "", answer = "" }) => ({
    values: { project, person, title: { choose: [answer] }, what: { choose: [answer] } },
    because: "pi",
  }),

  /** Goes to someone who wants to see a roster on a page. */
  "roster-link": ({ project = "" }, { rosterUrl }) => ({
    values: { project },
    because: "account",
    links: [{ url: rosterUrl() }],
    linkInChat: true,
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

  /** Goes to the admin channel and, by email, to whoever gets alerts. */
  "job-failed": ({ job = "", count = "", problem = "" }) => ({
    title: `The job ${job} has failed ${count} times in a row`,
    lines: [
      problem.endsWith(".") ? problem : `${problem}.`,
      "It keeps running at its usual times, and what it does waits until it works. We'll say here when it works again. To find the cause, run acct doctor.",
    ],
  }),

  /** Goes to the admin channel, if requests are still stuck because of the system. */
  "system-back": ({ system = "", count = "", list = "" }) => ({
    title: `${system} works again`,
    lines: [
      count === "1"
        ? `1 request is still stuck because of it: ${list}. It doesn't continue by itself.`
        : `${count} requests are still stuck because of it: ${list}. They don't continue by themselves.`,
    ],
    buttons: [
      {
        action: "retry-stuck",
        label: count === "1" ? "Retry it" : "Retry them",
        style: "primary",
        mark: system,
        spoken: `Retry what is stuck because of ${system}`,
      },
    ],
  }),

  /** A reply in the thread of another message to the admin channel. Each line of `list` is one thing that happened. */
  "thread-note": ({ list = "" }) => {
    const lines = list.split("\n");
    const [first = ""] = lines;
    return lines.length === 1 ? { title: first, lines: [] } : { title: `${lines.length} updates`, lines };
  },

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

  /** Goes to the admins: no one gets through the pages that send links until there are fewer. */
  "form-flood": ({ count = "", url = "" }) => ({
    title: "The web pages turn people away",
    lines: [
      `${count} links were requested within an hour at ${url}, from many networks, so no one gets another one until there are fewer. Someone may be flooding the pages.`,
      "People read that they can try again later. If it goes on, limit these pages in the proxy, or switch publicForm off.",
    ],
  }),

  /** Goes to a person whose answers in a form can't be used. */
  "row-incomplete": ({ list = "" }) => ({
    values: { list: { phrases: list.split("\n") } },
    because: "address",
  }),

  /** Asks someone who has access to sign, because there is a new version or their signature is too old. */
  "renew-agreements": ({ titles, ask = "", until, reminder }, { agreementsUrl }) => ({
    values: {
      what: { choose: [toList(titles).length === 1 ? "one" : "several"] },
      count: toList(titles).length,
      titles: toList(titles),
      until: new Date(until ?? 0),
      reminder: reminder !== undefined,
    },
    because: "account",
    buttons: [signButton("the documents", ask)],
    links: [{ url: agreementsUrl() }],
  }),

  /** Goes to someone whose access is suspended because they haven't signed. */
  "agreements-overdue": ({ titles, ask = "", systems = "" }, { agreementsUrl }) => ({
    values: { titles: toList(titles), systems },
    because: "account",
    buttons: [signButton("the documents", ask)],
    links: [{ url: agreementsUrl() }],
  }),

  /** Goes to someone who has signed, and whose access is back. */
  "agreements-back": ({ systems = "", password }) => ({
    values: { systems, "new-password": password !== undefined },
    because: "account",
  }),

  /** Goes to the admin channel. */
  "agreements-unsigned": ({ person = "", titles, systems = "" }) => ({
    title: `${person} hasn't signed, and their access is suspended`,
    lines: [
      `It's suspended in ${systems} until they sign: ${toList(titles).join(", ")}.`,
      "Nothing is deleted, and their access comes back by itself once they've signed. To list everyone who hasn't signed: acct agreements missing",
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
     * project's PI; `agreementsUrl` that of the page where someone reads and signs agreements; `invitationUrl` that of the page where
     * someone accepts an invitation; `rosterUrl` that of the page of a project.
     */
    context: {
      readonly chatName: string;
      resetUrl(): string;
      claimUrl(): string;
      piUrl(): string;
      /** Returns the URL of the public form for the owner of this address. */
      formUrl(): string;
      agreementsUrl(): string;
      invitationUrl(): string;
      rosterUrl(): string;
    },
  ) => Written
>;

/** What the message with an invitation says in the chat once that is over. "member": they were in the project already. */
export const invitationOver = (
  { project = "", by = "" }: TemplateContext["data"],
  over: "accepted" | "member" | "declined" | "taken-back" | "expired",
  requestId: number | null,
): Wording => ({
  variant: "invitation-over",
  values: { project, by, id: requestId ?? "", what: { choose: [over] } },
  because: "invited",
});

/** Opens the form to read and sign. `mark` says whose, if it isn't about a request. */
const signButton = (of: string, mark?: string): Button => ({
  action: "sign",
  label: "Read and sign…",
  style: "primary",
  spoken: `Read and sign…, ${of}`,
  ...(mark === undefined ? {} : { mark }),
});

/** Splits a list of titles, or a quota table into its lines, such as "cores 20 → 40". */
const toList = (lines: string | undefined) => (lines ?? "").split("\n").filter((line) => line !== "");

/** Whether nothing is needed for a request at the moment. */
const goesOn = (request: Request) =>
  hasEnded(request) || (request.status === "running" && request.attempt === 0);

/** Names what a link in the chat is about to admins: an account or, if the person has none, their address. */
const nameLinked = (label: string) => (label.includes("@") ? `the address ${label}` : `the account ${label}`);

function whereToDecide({ count, asGroup, byMail }: TemplateContext["data"]): string {
  if (byMail) return "by-mail";
  const number = count === "1" ? "one" : "several";
  return asGroup ? `${number}-in-channel` : number;
}
