import type { PageText } from "./page-text.ts";

export const en: PageText = {
  language: "en",
  questions: "Questions? Contact",
  page: {
    title: "Set your password",
    forAccount: (username) => `For your account ${username}.`,
    pin: "PIN",
    pinHint: "The PIN you chose with your request.",
    password: "New password",
    passwordHint: "A few unrelated words make a good password.",
    atLeast: (characters) => `At least ${characters} characters.`,
    again: "Confirm new password",
    show: "Show password",
    submit: "Set password",
    strength: "Strength:",
    strengths: ["very weak", "weak", "fair", "good", "strong"],
  },
  problem: {
    missing: "Please fill in this field.",
    mismatch: "The passwords don't match.",
    tooShort: (characters) => `The password must have at least ${characters} characters.`,
    tooLong: (characters) => `The password can have at most ${characters} characters.`,
    wrongPin: (left) => `Incorrect PIN. You have ${left === 1 ? "one attempt" : `${left} attempts`} left.`,
    tooWeak: (needed) =>
      `This password is too easy to guess: its strength must be at least “${needed}”. A few unrelated words make a good password.`,
    pinAgain: "Please enter your PIN again, too.",
    refused: (by) => `${by} refused this password:`,
    taken: (systems) => `Until you choose another one, it's your password for: ${systems}.`,
  },
  done: {
    title: "Your password is set",
    logIn: (username) => (username ? `You can now sign in as ${username}.` : "You can now sign in."),
    noLogin: (systems) =>
      `We couldn't make sure that you can sign in to ${systems}. If it doesn't work, contact us.`,
    later: (systems) => `${systems} isn't responding; we'll set your password there as soon as it is.`,
  },
  dead: {
    unknown: {
      title: "This link doesn't work",
      line: "Open the link from your email again: it may be incomplete, or a newer one may have replaced it.",
    },
    used: {
      title: "This password has already been set",
      line: "Each link works only once, and this one has been used.",
    },
    "already-set": {
      title: "This password has already been set",
      line: "The form was sent twice, and the first one counted.",
    },
    expired: {
      title: "This link has expired",
      line: "It wasn't used in time, or a newer one has replaced it.",
    },
    locked: { title: "This link is locked", line: "An incorrect PIN was entered too many times." },
    shut: {
      title: "Your account is locked",
      line: "An admin has locked it, so your password wasn't set. Contact us to have it unlocked. Your link keeps working, so you can use it afterwards.",
    },
    stale: {
      title: "This link is out of date",
      line: "The one-time password behind it is no longer valid. It was changed after the link was created, perhaps by you.",
    },
    unsure: {
      title: "Your new password may have been set",
      line: "We tried twice, and the system that stores your password didn't confirm it. Try to sign in with your new password. If that doesn't work, you need a new link: this one no longer works, so that further attempts can't lock your account.",
    },
    busy: { title: "Please wait a moment", line: "This link is in use. Try again in a moment." },
    unreachable: {
      title: "Your password couldn't be set",
      line: "The system that stores it didn't respond, so we can't tell whether your password was changed. Your link still works: please try again later, with the same new password.",
    },
    unsent: {
      title: "Your request wasn't sent",
      line: "Something went wrong on our side, and nothing has changed. Please try again later, or contact us.",
    },
    denied: {
      title: "Your password couldn't be set",
      line: "Your password can't be set right now. Nothing has changed, and your link still works: please try again later.",
    },
    "no-cookie": {
      title: "Please open the link again",
      line: "Open it from your email or message. This page uses one cookie to keep your link private.",
    },
    "too-many": {
      title: "Too many attempts",
      line: "There were too many failed attempts with this link or from your network. Please wait a few minutes, then try again.",
    },
  },
  front: {
    title: (site) => `Your account at ${site}`,
    link: "Have you received an email from us with a link? Open that link to get to the right page.",
    logInTitle: "Sign in",
    logIn: "Sign in",
    forgotTitle: "Forgot your password?",
    forgotLine: "We'll email you a link to set a new one.",
    forgot: "Request a new password",
    statusTitle: "Your requests and projects",
    statusLine: "We'll email you links that show where your requests stand, and who is in your projects.",
    status: "Get these links",
    applyTitle: "No account yet?",
    applyLine: "Enter your email address, and we'll send you a link to the form.",
    apply: "Request an account",
  },
  askForLink: {
    applyTitle: "Request an account",
    applyLine: (site) =>
      `Enter your email address, and we'll send you a link to the form for an account at ${site}. That way we know that the address is yours.`,
    statusTitle: "Your requests and projects",
    statusLine:
      "Enter the email address you used here, and we'll send you links to your requests and projects.",
    email: "Email address",
    language: "Language of our emails",
    submit: "Send me the link",
    trap: "Leave this field blank",
    badAddress: "This isn't an email address we can write to. Please check it.",
    trapped:
      "A field that should stay blank was filled in, perhaps by your browser. We've cleared it. Please send the form again.",
    quick: "That was very fast. Please wait a few seconds, then send the form again.",
    old: "This page was open for too long. Please send the form again.",
    network: "Too many links were requested from your network. Please try again in an hour, or contact us.",
    everywhere: "We're getting very many requests right now. Please try again in an hour, or contact us.",
    sent: "Please check your email",
    applySent:
      "If we can write to this address, a link to the form is on its way. It works for 24 hours. We send at most three links a day to an address, so if you've asked more often, use the latest one.",
    statusSent:
      "If there are requests or projects with this address, links to them are on their way. We send at most three times a day to an address, so if you've asked more often, use the latest emails.",
    spam: "Nothing there after a few minutes? Look in your spam folder, and check that you entered the right address.",
  },
  apply: {
    title: "Request an account",
    line: (email) => `Your address ${email} is confirmed. We'll write to you there.`,
    correctTitle: "Correct your details",
    correctLine: "You can correct your details until someone has approved your request. It then starts over.",
    correct: "Correct your details",
    late: {
      title: "It's too late to correct your details",
      line: "Someone has approved your request, or it has ended, so nothing was changed. If something is wrong, contact us, or withdraw the request and submit another one.",
      typed: "What you entered",
      back: "View your request",
    },
    submit: "Submit request",
    save: "Save changes",
    optional: "(optional)",
    again: "Nothing has been sent yet. Please check the fields with a message.",
    fields: {},
    choices: {},
    pinKept: "Leave blank to keep the PIN you chose.",
    problems: undefined,
    dead: {
      unknown: {
        title: "This link doesn't work",
        line: "Open the link from your email again: it may be incomplete or very old.",
      },
      expired: { title: "This link has expired", line: "It works for 24 hours. You can get a new one." },
      tried: {
        title: "This link no longer works",
        line: "The form was sent with errors too many times. You can get a new link.",
      },
      "has-account": {
        title: "You already have an account",
        line: "There is an account for this email address, so you can't request another one. If you can't sign in, contact us.",
      },
    },
    askAgain: "Get a new link",
  },
  address: {
    title: "Confirm your email address",
    line: (email, site) =>
      `Someone, probably you, used the address ${email} to request an account at ${site}.`,
    notYou: "If that wasn't you, close this page: without your confirmation, no account is created.",
    submit: "Confirm this address",
    done: "Your address is confirmed",
    doneLine: "We've started on your request and will email you at every step.",
    ended: {
      title: "There's nothing to confirm",
      line: "Your request is closed or no longer needs confirmation. You can apply again at any time.",
    },
  },
  login: {
    signIn: (name) => `Or sign in with ${name}`,
    back: "Back",
    failed: { title: "Signing in didn't work", line: "Nothing has changed. Please try again later." },
    other: {
      title: "This sign-in doesn't confirm your address",
      line: "The account you signed in with has a different address, or its address isn't verified. Go back and use the button instead.",
    },
  },
  log: {
    title: "Approved accounts",
    empty: "No account has been approved yet.",
    utc: "All times are in UTC.",
    approved: (username) => `@${username} was approved.`,
    rule: (name) => `Rule: ${name}.`,
    older: "Older entries",
    newest: "Newest entries",
    feed: "Atom feed",
    plain: "Plain text",
  },
  signIn: {
    title: (name) => `Link your sign-in: ${name}`,
    line: (person, chat) =>
      `${person} on ${chat} wants to link a sign-in. If you sign in, we take it for the sign-in of ${person} from then on.`,
    notYou: "If that isn't you, or if someone sent you this link, close this page.",
    start: (name) => `Sign in with ${name}`,
    results: {
      linked: (chat) => ({
        title: "Your sign-in is linked",
        line: `You can close this page and go back to ${chat}.`,
      }),
      known: (chat) => ({
        title: "Your sign-in was linked already",
        line: `Nothing has changed. You can close this page and go back to ${chat}.`,
      }),
      dead: (chat) => ({
        title: "This link no longer works",
        line: `It works once, for 15 minutes. For a new one, use /acct signin in ${chat}.`,
      }),
      "someone-else": () => ({
        title: "This sign-in belongs to someone else",
        line: "Nothing has changed. If it's yours, please contact us.",
      }),
      taken: (chat) => ({
        title: "Your account is linked to someone else",
        line: `It's linked to another person on ${chat}, and nothing has changed. Please contact us.`,
      }),
      unknown: () => ({
        title: "We can't tell who you are",
        line: "You signed in, but we don't know anyone with this sign-in or its verified email address. Nothing has changed. Please contact us.",
      }),
    },
  },
  renew: {
    offer: "We can send a new link to the person this one was for.",
    submit: "Send a new link",
    sent: "A new link is on its way",
    sentLine:
      "We've sent it the same way as the old one. Your current password keeps working until you set a new one.",
    sentBefore: "We've already sent you a new link",
    newest: "Use the latest link; older ones no longer work.",
    ask: "Request a new link",
  },
  code: {
    title: (label, chat) => `Link the account ${label} to ${chat}?`,
    intro: (person, chat) =>
      `The ${chat} user “${person}” wants to use this account. If that's you, enter the code we showed you in ${chat}.`,
    notYou: "If that isn't you, close this page: nothing has changed.",
    label: "Code",
    hint: (chat) => `Six digits. You'll find them in the reply to your last command in ${chat}.`,
    submit: "Link the account",
    wrong: (left) =>
      `This code is incorrect. If you used the command more than once, only the latest code works. You have ${left === 1 ? "one attempt" : `${left} attempts`} left.`,
    done: "Your account is linked",
    doneLine: (chat) => `Go back to ${chat} and use the command again. It works now.`,
    dead: {
      unknown: () => ({
        title: "This link doesn't work",
        line: "Open the link from your email again: it may be incomplete or very old.",
      }),
      used: (chat) => ({
        title: "This link has already been used",
        line: `Your account is linked. Go back to ${chat} and use the command again.`,
      }),
      expired: (chat) => ({
        title: "This link has expired",
        line: `The code wasn't entered in time. Use the command in ${chat} again to get a new code and a new email.`,
      }),
      locked: (chat) => ({
        title: "This link no longer works",
        line: `Too many incorrect codes were entered. Use the command in ${chat} again to get a new code and a new email.`,
      }),
      taken: (chat) => ({
        title: "Your account wasn't linked",
        line: `This ${chat} user is linked to another account or is no longer active. Please contact us.`,
      }),
    },
  },
  pi: {
    title: (project) => `Are you the PI of the project ${project}?`,
    line: (email, asker) =>
      `${asker} thinks that you lead this project, and asked us to write to ${email}. A PI decides who may join the project.`,
    after: "If you say yes, an admin confirms it first. If you close this page, nothing changes.",
    yes: "Yes, I'm the PI",
    no: "No, I'm not",
    done: "Thank you",
    claimedLine: "An admin will confirm it. We'll email you.",
    declinedLine: "We've told the admins. You don't need to do anything else.",
    dead: {
      unknown: {
        title: "This link doesn't work",
        line: "Open the link from your email again: it may be incomplete or very old.",
      },
      used: { title: "You've already answered", line: "You don't need to do anything else." },
      expired: {
        title: "This question has expired",
        line: "If you lead this project, contact us, and we'll ask you again.",
      },
      overtaken: { title: "This project has a PI now", line: "There is no need to answer." },
      moved: {
        title: "This link no longer works",
        line: "We now have another email address for you. Please contact us.",
      },
    },
  },
  invitation: {
    title: (project) => `Join the project ${project}?`,
    line: (by, email) => `${by} invited ${email} to this project.`,
    as: {
      member: "If you accept, you can work in the project.",
      manager:
        "If you accept, you can work in the project, and you decide together with the PI who belongs to it.",
    },
    until: (day) => `You would be part of it until ${day}.`,
    withAccount: "You join with your account.",
    accept: "Accept",
    withoutAccount: "You need an account first. Ask for it here, and you'll join the project with it.",
    ask: "Ask for an account",
    decline: "Decline",
    refused: "The invitation can't be accepted",
    done: {
      accepted: {
        title: "You've accepted the invitation",
        line: "We'll email you when you can use the project.",
      },
      asked: {
        title: "Thank you for your request",
        line: "We've emailed you a link to follow it. We'll let you know when your account is ready.",
      },
      declined: { title: "You've declined the invitation", line: "We've told the person who invited you." },
    },
    dead: {
      unknown: {
        title: "This link doesn't work",
        line: "Open the link from your email again: it may be incomplete or very old.",
      },
      used: { title: "You've already answered", line: "You don't need to do anything else." },
      "taken-back": {
        title: "This invitation was taken back",
        line: "If that's a mistake, ask the person who invited you.",
      },
      expired: {
        title: "This invitation has expired",
        line: "Ask the person who invited you for a new one.",
      },
      moved: {
        title: "This link no longer works",
        line: "We now have another email address for you. Please contact us.",
      },
    },
  },
  roster: {
    title: (project) => `The project ${project}`,
    people: "Who is in it",
    roles: { pi: "PI", manager: "Manager", member: "Member" },
    since: (role, day) => `${role}, registered since ${day}`,
    until: (day) => `until ${day}`,
    remove: "Remove",
    promote: "Make manager",
    demote: "Make member",
    joining: "Who wants to join",
    request: (id) => `Request ${id}:`,
    decide: "Decide",
    removals: "About to be removed",
    undo: "Undo",
    invitations: "Invited",
    invitedAs: (role, day) => `${role}, invitation valid until ${day}`,
    takeBack: "Take back",
    invite: "Invite someone",
    email: "Email address",
    emailHint: "They decide whether to join. If they have no account yet, they ask for one first.",
    endsHint: "After this day, their membership ends automatically.",
    submit: "Invite",
    leaveMore: "Leave the project",
    leaveLine:
      "You lose access to the project in every system, and keep your account and your other projects.",
    leave: "Leave the project",
    change: "Change…",
    lastDay: "Last day",
    lastDayHint:
      "After this day, their membership ends automatically, and they keep their account. Leave blank for no end date.",
    setEndDate: "Set end date",
    asked: "Asked to lead the project",
    askedLine: "Nothing changes until they agree.",
    role: "Role",
    roleHint: "Managers invite and remove members, and decide on requests for the project as the PI does.",
    handOver: "Hand over the project",
    handOverLine:
      "We ask the new PI, and nothing changes until they agree. Then they lead the project, and the previous PI stays a member.",
    newPi: "Email address of the new PI",
    reason: "Message to the new PI",
    askNewPi: "Ask the new PI",
    others: "Your other projects",
    found: "Ask for a new project",
    thanks: "Thank you",
    done: {
      invite: "The invitation is on its way.",
      "take-back": "The invitation is taken back. Its link no longer works.",
      remove: "They will be removed in a few minutes. Until then, you can undo it.",
      promote: "The role changes right away, and we tell them.",
      demote: "The role changes right away, and we tell them.",
      undo: "Nothing has changed: they stay in the project.",
      leave: "You'll leave the project in a few minutes.",
      "end-date": "The end date changes right away, and we tell them.",
      "hand-over": "We've asked the new PI. Nothing changes until they agree.",
      "stop-hand-over": "Nothing has changed: the project keeps its PI.",
    },
    problem: {
      denied: "You can't do this in this project.",
      gone: "This has changed in the meantime. The page shows how it is now.",
      "no-person": "Enter an email address.",
    },
    problems: undefined,
    dead: {
      unknown: {
        title: "This link doesn't work",
        line: "It may be incomplete, or you've left the project. For a new link, enter your address on our front page, or send /acct project.",
      },
      expired: {
        title: "This link has expired",
        line: "For a new link, enter your address on our front page, or send /acct project.",
      },
      replaced: {
        title: "This link no longer works",
        line: "For a new link, enter your address on our front page, or send /acct project.",
      },
    },
  },
  founding: {
    title: "Ask for a new project",
    line: (email) => `An admin decides first. We'll write to ${email} at every step.`,
    named: (project) => `Your project will be called ${project}.`,
    namedFor: ({ username, project }) =>
      `With the account ${username}, your project will be called ${project}.`,
    noAccount: {
      title: "You need an account first",
      line: "Only people with an account can ask for a new project here.",
    },
    fields: undefined,
  },
  decision: {
    ifApproved: "If you approve, this will change",
    approve: "Approve",
    denyLabel: "Deny with a reason",
    denyHint: "The requester will see it.",
    deny: "Deny",
    otherLabel: "Not your project?",
    otherHint:
      "Enter the email address of the right person, or leave this blank and the admins will find out.",
    reassign: "Reassign",
    reasonMissing: "Please give a reason. The requester will see it.",
    tooLong: (characters) => `Please use at most ${characters} characters.`,
    choose: "Please choose Approve, Deny, or Reassign.",
    late: "Your decision wasn't recorded",
    contradictions: {
      approvedWithReason:
        "You chose Approve but also gave a reason to deny. To approve, clear the reason. Otherwise, choose Deny.",
      approvedWithPerson:
        "You chose Approve but also named someone else to decide. To approve, clear their address. Otherwise, choose Reassign.",
      deniedWithPerson:
        "You chose Deny but also named someone else to decide. To deny, clear their address. Otherwise, choose Reassign.",
      reassignedWithReason:
        "You chose Reassign but also gave a reason to deny. To reassign the request, clear the reason. Otherwise, choose Deny.",
    },
    done: {
      approved: { title: "Approved", line: "Thank you. We'll let the requester know." },
      denied: { title: "Denied", line: "Thank you. We'll let the requester know, and include your reason." },
      reassign: { title: "Reassigned", line: "Thanks. The admins will find the right person." },
      unknown: { title: "Thank you", line: "You don't need to do anything else." },
    },
    reassignedTo: (address) => `Thanks. We've reassigned the request to ${address}.`,
    dead: {
      unknown: {
        title: "This link doesn't work",
        line: "Open the link from your email again: it may be incomplete. This request may also have been reassigned to someone else.",
      },
      "no-cookie": {
        title: "Please open the link again",
        line: "Open it from your email. This page uses one cookie to keep your link private.",
      },
      expired: { title: "This link has expired", line: "An admin will decide on this request." },
      replaced: {
        title: "This link no longer works",
        line: "We've renewed our links. Please use the one in our latest email, or contact us for a new one.",
      },
      decided: { title: "This has already been decided", line: "You don't need to do anything else." },
      withdrawn: { title: "This request was withdrawn", line: "You don't need to decide anything." },
      "not-handed-over": {
        title: "The hand-over was withdrawn",
        line: "The PI of the project stays the same. You don't need to do anything.",
      },
      over: { title: "This request has ended", line: "You don't need to decide anything." },
    },
  },
  request: {
    title: (id) => `Your request #${id}`,
    asked: (name) => `${name} asked`,
    reply: "Send reply",
    typed: "You wrote:",
    history: "What has happened so far",
    withdrawMore: "Withdraw this request…",
    withdrawLine: "This closes your request. You can apply again at any time.",
    withdraw: "Withdraw this request",
    replyMissing: "Please write a reply first.",
    tooLong: (characters) => `Please use at most ${characters} characters.`,
    choose: "Please choose what to do.",
    thanks: "Thank you",
    done: {
      created: "Your request has been sent. We'll email you at every step.",
      requested: "You already have this request, so nothing new was sent.",
      corrected: "Your details have been corrected, and your request starts over with them.",
      confirmed: "Thank you for confirming. We'll email you at every step.",
      declined: "You've declined, so no account is created. We've told the person who requested it.",
      answer: "Your reply has been sent.",
      withdraw: "Your request has been withdrawn. You can apply again at any time.",
    },
    dead: {
      unknown: {
        title: "This link doesn't work",
        line: "Open the link from your email again: it may be incomplete or very old.",
      },
      replaced: {
        title: "This link no longer works",
        line: "We've renewed our links. Please use the one in our latest email, or contact us for a new one.",
      },
    },
  },
  confirmRequest: {
    title: "Confirm your account",
    line: (by, project) =>
      `${by} requested an account for you in the project ${project}. Once you've confirmed it, we'll ask for the approvals that it needs.`,
    submit: "Confirm",
    open: "Confirm…",
    decline: "Decline",
  },
  sign: {
    title: "Please read and sign",
    intro: (name) =>
      `Your signature is recorded for ${name}, with the time, the address of your browser, and the text below.`,
    agree: "I have read this and agree",
    submit: "Sign",
    changed: "The text has changed while you were reading, so it isn't signed yet. Please read it again.",
    choose: "To sign, check the box below the text.",
    done: { title: "Thank you for signing", line: "We'll continue right away. You can close this page." },
    nothing: { title: "There's nothing to sign", line: "You don't need to do anything else." },
    late: "Your signature wasn't recorded",
    open: "Read and sign",
  },
  reset: {
    title: "Request a new password",
    intro: "Your current password keeps working until you set a new one.",
    introAlone: "Our help desk will send you a link. Your current password may stop working when it does.",
    name: "Your name",
    email: "Email address",
    confirmEmail: "Confirm email address",
    pin: "PIN",
    pinHint: "Choose 4 to 8 digits. You'll need them once, to set your new password.",
    submit: "Send request",
    emailsDiffer: "The email addresses don't match.",
    pinDigits: "The PIN must be 4 to 8 digits.",
    sent: "Thank you",
    sentLine:
      "If this address has an account here, you'll receive an email with the next step shortly, if you haven't already received one in the last ten minutes. Nothing changes until you take that step.",
    forwardedLine: "Our help desk has your request and will contact you. Nothing changes until then.",
    confirm: (username) => `A new password for ${username}?`,
    confirmLine:
      "You, or someone who knows your email address, requested it. If it wasn't you, close this page: nothing has changed.",
    confirmPin: "PIN (optional)",
    confirmPinHint:
      "If you choose 4 to 8 digits here, you'll need them to set your new password, also with the link that we email you. A PIN entered earlier doesn't count.",
    confirmSubmit: "Yes, I want a new password",
    confirmed: "A link is on its way",
    confirmedLine: "You'll receive it by email in a moment. If you chose a PIN, you'll need it.",
  },
};
