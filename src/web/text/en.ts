import type { PageText } from "./page-text.ts";

export const en: PageText = {
  language: "en",
  questions: "Questions? Write to",
  page: {
    title: "Choose your password",
    forAccount: (username) => `For the account ${username}.`,
    pin: "PIN",
    pinHint: "The digits that you chose when you asked.",
    password: "New password",
    passwordHint: "A few unrelated words make a good one.",
    atLeast: (characters) => `At least ${characters} characters.`,
    again: "The same again",
    show: "Show what I type",
    submit: "Set password",
    strength: "Strength:",
    strengths: ["very weak", "weak", "fair", "good", "strong"],
  },
  problem: {
    missing: "Please fill this in.",
    mismatch: "The two passwords are not the same.",
    tooShort: (characters) => `The password needs at least ${characters} characters.`,
    tooLong: (characters) => `The password may have at most ${characters} characters.`,
    wrongPin: (left) =>
      `This is not the PIN. ${left === 1 ? "One attempt is" : `${left} attempts are`} left.`,
    tooWeak: (needed) =>
      `This password is too easy to guess: it must be at least “${needed}”. A few unrelated words make a good one.`,
    pinAgain: "Please type your PIN again, too.",
    refused: (by) => `${by} refused this password:`,
    taken: (systems) => `Until you choose another one, it is your password in: ${systems}.`,
  },
  done: {
    title: "Your password is set",
    logIn: (username) => (username ? `You can log in as ${username} now.` : "You can log in now."),
    later: (systems) => `${systems} does not answer at the moment and gets it as soon as it does.`,
  },
  dead: {
    unknown: {
      title: "This link does not work",
      line: "Open it from the mail as it stands there; a part may be missing, or a newer link has taken its place.",
    },
    used: { title: "This password is set already", line: "A link works once." },
    "already-set": {
      title: "This password is set already",
      line: "The same form was sent twice, and the first one did it.",
    },
    expired: {
      title: "This link has expired",
      line: "It was not used in time, or a newer one has taken its place.",
    },
    locked: { title: "This link is locked", line: "A wrong PIN was entered too often." },
    shut: {
      title: "Your account is locked",
      line: "An admin has locked it, so no password was set. Your link stays good: write to us, and use it when the lock is lifted.",
    },
    stale: {
      title: "This link does not fit any more",
      line: "The one-time password behind it is no longer valid. It was changed after the link was made, perhaps by you.",
    },
    unsure: {
      title: "Your new password may be set",
      line: "The system that keeps it was asked twice, and its answer got lost both times. Try to log in with your new password. If that does not work, you need a new link: this one has ended, so that no further try locks your account.",
    },
    busy: { title: "Please wait a moment", line: "Somebody else is using this link right now. Try again." },
    unreachable: {
      title: "The password could not be set",
      line: "The system that keeps it did not answer, so it is not certain whether your password was changed. Your link still works: please try again later, with the same new password.",
    },
    unsent: {
      title: "Your request was not sent",
      line: "Something failed on our side, and nothing has changed. Please try again later, or write to us.",
    },
    denied: {
      title: "The password could not be set",
      line: "Your password cannot be set just now. Nothing was changed, and your link stays good: try again later.",
    },
    "no-cookie": {
      title: "Please open the link again",
      line: "Open it from your mail or message. This page needs one cookie, to keep the link out of the address bar.",
    },
    "too-many": {
      title: "Too many tries",
      line: "There were too many failed tries with this link or from your network. Please wait a few minutes, then try again.",
    },
  },
  front: {
    title: (site) => `Your account at ${site}`,
    link: "Do you have a mail from us with a link? Open that link: it leads to the right page.",
    logInTitle: "Sign in",
    logIn: "Sign in",
    forgotTitle: "Forgot your password?",
    forgotLine: "We send you a link with which you choose a new one.",
    forgot: "Ask for a new password",
  },
  renew: {
    offer: "We can send a new link to the mail address, or the person in the chat, that this one was for.",
    submit: "Send a new link",
    sent: "A new link is on its way",
    sentLine: "It comes where the old one came. The old password works until you choose the new one.",
    sentBefore: "A new link was sent before",
    newest: "Open the newest one; the others are worth nothing.",
    ask: "Ask for a new one",
  },
  reset: {
    title: "Ask for a new password",
    intro: "Your old password works until you choose the new one.",
    introAlone: "Our helpdesk will send you a link. Your present password may stop working when it does.",
    name: "Your name",
    email: "Mail address",
    confirmEmail: "The same address again",
    pin: "PIN",
    pinHint: "4 to 8 digits of your choice. The page for the new password asks for them.",
    submit: "Send",
    emailsDiffer: "The two addresses are not the same.",
    pinDigits: "The PIN must be 4 to 8 digits.",
    sent: "Thank you",
    sentLine:
      "If this address has an account here, a mail with the next step is on its way, or has come within the last ten minutes. Nothing changes until you take that step.",
    forwardedLine: "Our helpdesk has it and writes to you. Nothing changes until then.",
    confirm: (username) => `A new password for ${username}?`,
    confirmLine:
      "You, or somebody who knows your address, asked for it. If it was not you, close this page: nothing has changed.",
    confirmPin: "PIN (optional)",
    confirmPinHint:
      "4 to 8 digits of your choice. The page for the new password, which we also send by mail, then asks for them. Only what you type here counts.",
    confirmSubmit: "Yes, I want a new password",
    confirmed: "A link is on its way",
    confirmedLine: "It comes by mail in a moment. It asks for your PIN if you chose one.",
  },
};
