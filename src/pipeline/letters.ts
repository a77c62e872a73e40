import type { Request } from "../db/schema.ts";
import type { Letter } from "../mail/letter.ts";

export interface Occasion {
  readonly request: Request;
  readonly data: Readonly<Record<string, string>>;
  /** The password page, with the token of this link. */
  passwordUrl(linkId: string): string;
  /** The page on which the PI of this request decides, good until then. */
  decisionUrl(until: Date): string;
}

export const letters = {
  received: ({ request }) => ({
    title: `We have your request ${request.id}`,
    lines: [
      request.kind === "password"
        ? "You asked for a new password."
        : `You asked for an account${request.project ? ` in the project ${request.project}` : ""}.`,
      "You hear from us at every step.",
    ],
  }),

  "waiting-for-pi": ({ request, data }) => ({
    title: `Your request ${request.id} waits for ${data.pi}`,
    lines: [`${data.pi} was asked to confirm that you work in the project ${request.project}.`],
  }),

  approved: ({ request }) => ({
    title: `Your request ${request.id} is approved`,
    lines: ["Your account is being made now. You hear from us when it is ready."],
  }),

  refused: ({ request, data }) => ({
    title: `Your request ${request.id} was not approved`,
    lines: [data.reason || "No reason was given.", "You may ask again when this has changed."],
  }),

  expired: ({ request, data }) => ({
    title: `Your request ${request.id} has expired`,
    lines: [`It ends here: ${data.note}.`, "You may ask again at any time."],
  }),

  /** To a PI who is not in the chat. */
  "pi-question": ({ request, data, decisionUrl }) => ({
    title: `${request.givenName} ${request.familyName} asks for an account in ${request.project}`,
    lines: [
      `Do they work in your project ${request.project}? Their mail address is ${request.email}.`,
      ...(request.details.reason ? [`They write: ${request.details.reason}`] : []),
      "Approve or deny it on this page. If it means nothing to you, deny it, or do nothing.",
      ["The link works until ", new Date(data.until ?? 0), "."],
    ],
    link: { label: "Look and decide", url: decisionUrl(new Date(data.until ?? 0)) },
  }),

  /** To a PI, about everything that waits for them. */
  "pi-reminder": ({ data }) => ({
    title: data.count === "1" ? "A request waits for your word" : `${data.count} requests wait for your word`,
    lines: [...(data.list ?? "").split("\n"), "The buttons are further up in this conversation."],
  }),

  delayed: ({ request }) => ({
    title: `Your request ${request.id} takes longer`,
    lines: ["Something on our side failed. We are on it; you need not do anything."],
  }),

  welcome: ({ request, data, passwordUrl }) => ({
    title: "Your account is ready: choose a password",
    lines: [
      `Your username is ${request.username}.`,
      "Choose your password on this page. It asks for the PIN that you chose with your request.",
      ["The link works once, until ", new Date(data.until ?? 0), "."],
    ],
    link: { label: "Choose a password", url: passwordUrl(data.link ?? "") },
  }),

  "new-password": ({ request, data, passwordUrl }) => ({
    title: `Choose a new password for ${request.username}`,
    lines: [
      "Your old password works until you choose the new one. If you do not want a new one, do nothing.",
      ["The page asks for the PIN. The link works once, until ", new Date(data.until ?? 0), "."],
    ],
    link: { label: "Choose a password", url: passwordUrl(data.link ?? "") },
  }),

  made: ({ request }) => ({
    title: `Your account ${request.username} is ready`,
    lines: [`You are in the project ${request.project}.`],
  }),

  ready: ({ request }) => ({
    title:
      request.kind === "password" ? "A link is in your mail" : `Your account ${request.username} is ready`,
    lines: [`The link to choose your password is in your mail at ${request.email}.`],
  }),

  "password-set": ({ request }) => ({
    title: `The password of ${request.username} was set`,
    lines: ["You can log in with it now. If this was not you, write to us at once."],
  }),

  "link-expired": ({ request }) => ({
    title: "Your password link has expired",
    lines: [
      `The link for ${request.username} was not used in time.`,
      "Get a new one with /acct resetpass in the chat, or write to us.",
    ],
  }),

  closed: ({ request }) => ({
    title: `Your request ${request.id} is closed`,
    lines: ["All is done. If something does not work, write to us."],
  }),
} as const satisfies Record<string, (occasion: Occasion) => Letter>;

export type LetterName = keyof typeof letters;
