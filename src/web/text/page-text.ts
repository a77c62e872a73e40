import type { Language } from "../../view/languages.ts";

/** Everything that the pages say, in one language. Texts are plain, and names are inserted as they are. */
export interface PageText {
  /** The `lang` of the page (BCP 47). */
  readonly language: Language;
  readonly questions: string;
  readonly page: {
    readonly title: string;
    forAccount(username: string): string;
    readonly pin: string;
    readonly pinHint: string;
    readonly password: string;
    readonly passwordHint: string;
    atLeast(characters: number): string;
    readonly again: string;
    readonly show: string;
    readonly submit: string;
    /** Before the strength itself, with its colon. */
    readonly strength: string;
    /** From the weakest to the strongest. */
    readonly strengths: readonly [string, string, string, string, string];
  };
  readonly problem: {
    readonly missing: string;
    readonly mismatch: string;
    tooShort(characters: number): string;
    tooLong(characters: number): string;
    wrongPin(left: number): string;
    /** `needed`: one of `page.strengths`. */
    tooWeak(needed: string): string;
    /** For a form with another problem: a browser does not fill in the PIN again. */
    readonly pinAgain: string;
    /** The system's own message follows, which is in English. */
    refused(by: string): string;
    taken(systems: string): string;
  };
  readonly done: {
    readonly title: string;
    logIn(username: string | undefined): string;
    later(systems: string): string;
    /** Instead of `logIn`: acct could not log in there with the new password. */
    noLogin(systems: string): string;
  };
  readonly dead: Readonly<
    Record<
      | "unknown"
      | "used"
      | "already-set"
      | "expired"
      | "locked"
      | "shut"
      | "stale"
      | "unsure"
      | "busy"
      | "unreachable"
      | "denied"
      | "unsent"
      | "no-cookie"
      | "too-many",
      { readonly title: string; readonly line: string }
    >
  >;
  /** The page at `PUBLIC_URL` itself. */
  readonly front: {
    title(site: string): string;
    /** For people who came here without the link that we sent them. */
    readonly link: string;
    readonly logInTitle: string;
    /** Links to where the site's people sign in. */
    readonly logIn: string;
    readonly forgotTitle: string;
    readonly forgotLine: string;
    readonly forgot: string;
    readonly statusTitle: string;
    readonly statusLine: string;
    readonly status: string;
    readonly applyTitle: string;
    readonly applyLine: string;
    readonly apply: string;
  };
  /** The pages where people outside of the chat enter their address, and get a link by email. */
  readonly askForLink: {
    readonly applyTitle: string;
    applyLine(site: string): string;
    readonly statusTitle: string;
    readonly statusLine: string;
    readonly email: string;
    /** The language of our emails. */
    readonly language: string;
    readonly submit: string;
    /** The label of the field that only programs fill in. */
    readonly trap: string;
    readonly badAddress: string;
    readonly trapped: string;
    readonly quick: string;
    readonly old: string;
    readonly network: string;
    readonly everywhere: string;
    readonly sent: string;
    /** The same, whether or not there is anything to send. */
    readonly applySent: string;
    readonly statusSent: string;
    readonly spam: string;
  };
  /** The form itself, and the page where its answers are corrected. */
  readonly apply: {
    readonly title: string;
    line(email: string): string;
    readonly correctTitle: string;
    readonly correctLine: string;
    readonly correct: string;
    /** The page for corrections that come after the decision. */
    readonly late: {
      readonly title: string;
      readonly line: string;
      readonly typed: string;
      readonly back: string;
    };
    readonly submit: string;
    readonly save: string;
    readonly optional: string;
    readonly again: string;
    /** The labels of the form in the chat, where they are not in English. */
    readonly fields: Readonly<Partial<Record<string, { readonly label: string; readonly hint?: string }>>>;
    readonly choices: Readonly<Partial<Record<string, string>>>;
    readonly pinKept: string;
    /** The sentences of the form in the chat, where they are not in English. */
    readonly problems:
      | undefined
      | {
          readonly chooseUsername: string;
          readonly missing: string;
          tooLong(characters: string): string;
          readonly onlyName: string;
          readonly lost: string;
          readonly systemName: string;
          suggested(name: string): string;
          readonly pin: string;
          readonly sshKey: string;
          readonly address: string;
          readonly choosePi: string;
          projectExists(name: string): string;
          noProject(name: string): string;
        };
    readonly dead: Readonly<
      Record<
        "unknown" | "expired" | "tried" | "has-account",
        { readonly title: string; readonly line: string }
      >
    >;
    readonly askAgain: string;
  };
  /** The page where people confirm the address in their request. */
  readonly address: {
    readonly title: string;
    line(email: string, site: string): string;
    readonly notYou: string;
    readonly submit: string;
    readonly done: string;
    readonly doneLine: string;
    readonly ended: { readonly title: string; readonly line: string };
  };
  /** For people who sign in to confirm their address. */
  readonly login: {
    /** `name` is what the site calls it, such as "your campus account". */
    signIn(name: string): string;
    readonly back: string;
    readonly failed: { readonly title: string; readonly line: string };
    readonly other: { readonly title: string; readonly line: string };
  };
  /** The public log of approved accounts. */
  readonly log: {
    readonly title: string;
    readonly empty: string;
    readonly utc: string;
    /** After the time of day. */
    approved(username: string): string;
    rule(name: string): string;
    readonly older: string;
    readonly newest: string;
    readonly feed: string;
    readonly plain: string;
  };
  /** The page where people link their sign-in to their user in the chat. */
  readonly signIn: {
    title(name: string): string;
    /** `person` is the name of the user in the chat who asked for it. */
    line(person: string, chat: string): string;
    readonly notYou: string;
    start(name: string): string;
    readonly results: Readonly<
      Record<
        "linked" | "known" | "dead" | "someone-else" | "taken" | "unknown",
        (chat: string) => { readonly title: string; readonly line: string }
      >
    >;
  };
  readonly renew: {
    readonly offer: string;
    readonly submit: string;
    readonly sent: string;
    readonly sentLine: string;
    readonly sentBefore: string;
    /** Says which of several links to open. */
    readonly newest: string;
    /** Links to the page where people request a new password with their email address. */
    readonly ask: string;
  };
  /** The page where the owner of an account enters the code that the chat has shown. */
  readonly code: {
    title(label: string, chat: string): string;
    intro(person: string, chat: string): string;
    readonly notYou: string;
    readonly label: string;
    hint(chat: string): string;
    readonly submit: string;
    wrong(left: number): string;
    readonly done: string;
    doneLine(chat: string): string;
    readonly dead: Readonly<
      Record<
        "unknown" | "used" | "expired" | "locked" | "taken",
        (chat: string) => { readonly title: string; readonly line: string }
      >
    >;
  };
  /** The page where someone says whether they are a project's PI. */
  readonly pi: {
    title(project: string): string;
    line(email: string, asker: string): string;
    readonly after: string;
    readonly yes: string;
    readonly no: string;
    readonly done: string;
    readonly claimedLine: string;
    readonly declinedLine: string;
    readonly dead: Readonly<
      Record<
        "unknown" | "used" | "expired" | "overtaken" | "moved",
        { readonly title: string; readonly line: string }
      >
    >;
  };
  /** The page where someone answers the invitation to a project. */
  readonly invitation: {
    title(project: string): string;
    line(by: string, email: string): string;
    readonly as: Readonly<Record<"manager" | "member", string>>;
    until(day: string): string;
    readonly withAccount: string;
    readonly accept: string;
    readonly withoutAccount: string;
    readonly ask: string;
    readonly decline: string;
    readonly refused: string;
    readonly done: Readonly<
      Record<"accepted" | "asked" | "declined", { readonly title: string; readonly line: string }>
    >;
    readonly dead: Readonly<
      Record<
        "unknown" | "used" | "taken-back" | "expired" | "moved",
        { readonly title: string; readonly line: string }
      >
    >;
  };
  /** The page of a project. */
  readonly roster: {
    title(project: string): string;
    readonly people: string;
    readonly roles: Readonly<Record<"pi" | "manager" | "member", string>>;
    since(role: string, day: string): string;
    until(day: string): string;
    readonly remove: string;
    readonly promote: string;
    readonly demote: string;
    readonly joining: string;
    /** It precedes what the request waits for. */
    request(id: number): string;
    readonly decide: string;
    readonly removals: string;
    readonly undo: string;
    readonly invitations: string;
    /** Until when the invitation can be answered. */
    invitedAs(role: string, day: string): string;
    readonly takeBack: string;
    readonly invite: string;
    readonly email: string;
    readonly emailHint: string;
    readonly endsHint: string;
    readonly submit: string;
    readonly leaveMore: string;
    readonly leaveLine: string;
    readonly leave: string;
    readonly change: string;
    readonly lastDay: string;
    readonly lastDayHint: string;
    readonly setEndDate: string;
    readonly asked: string;
    readonly askedLine: string;
    readonly role: string;
    readonly roleHint: string;
    readonly handOver: string;
    readonly handOverLine: string;
    readonly newPi: string;
    readonly reason: string;
    readonly askNewPi: string;
    readonly others: string;
    readonly found: string;
    readonly thanks: string;
    readonly done: Readonly<
      Record<
        | "invite"
        | "take-back"
        | "remove"
        | "end-date"
        | "promote"
        | "demote"
        | "hand-over"
        | "stop-hand-over"
        | "undo"
        | "leave",
        string
      >
    >;
    readonly problem: Readonly<Record<"denied" | "gone" | "no-person", string>>;
    /** The sentences of the chat, where they are not in English. They name a person or, for the last one, the project. */
    readonly problems:
      | undefined
      | Readonly<
          Record<
            | "busy"
            | "person"
            | "address"
            | "yourself"
            | "date"
            | "many-invitations"
            | "invited"
            | "invited-often"
            | "role"
            | "is-pi"
            | "not-leading"
            | "asked"
            | "in-settings",
            (who: string) => string
          >
        >;
    readonly dead: Readonly<
      Record<"unknown" | "expired" | "replaced", { readonly title: string; readonly line: string }>
    >;
  };
  /** The form for a new project. */
  readonly founding: {
    readonly title: string;
    line(email: string): string;
    named(project: string): string;
    namedFor(named: { readonly username: string; readonly project: string }): string;
    readonly noAccount: { readonly title: string; readonly line: string };
    /** The words of the form in the chat, where they are not in English. */
    readonly fields:
      | undefined
      | (Readonly<
          Record<"account" | "description" | "piEmail", { readonly label: string; readonly hint?: string }>
        > & {
          /** The rule's pattern, such as "lab-…". */
          namedLike(pattern: string): string;
        });
  };
  /** The page where a PI decides. */
  readonly decision: {
    readonly ifApproved: string;
    readonly approve: string;
    readonly denyLabel: string;
    readonly denyHint: string;
    readonly deny: string;
    readonly otherLabel: string;
    readonly otherHint: string;
    readonly reassign: string;
    readonly reasonMissing: string;
    tooLong(characters: number): string;
    readonly choose: string;
    readonly late: string;
    /** For a form in which what was typed contradicts the button. */
    readonly contradictions: Readonly<
      Record<
        "approvedWithReason" | "approvedWithPerson" | "deniedWithPerson" | "reassignedWithReason",
        string
      >
    >;
    readonly done: Readonly<
      Record<
        "approved" | "denied" | "reassign" | "unknown",
        { readonly title: string; readonly line: string }
      >
    >;
    reassignedTo(address: string): string;
    readonly dead: Readonly<
      Record<
        | "unknown"
        | "no-cookie"
        | "expired"
        | "replaced"
        | "decided"
        | "withdrawn"
        | "not-handed-over"
        | "over",
        { readonly title: string; readonly line: string }
      >
    >;
  };
  /** The page where requesters follow their request. */
  readonly request: {
    title(id: number): string;
    /** The question follows. */
    asked(name: string): string;
    readonly reply: string;
    /** A reply that couldn't be sent follows. */
    readonly typed: string;
    readonly history: string;
    readonly withdrawMore: string;
    readonly withdrawLine: string;
    readonly withdraw: string;
    readonly replyMissing: string;
    tooLong(characters: number): string;
    readonly choose: string;
    readonly thanks: string;
    readonly done: Readonly<
      Record<"answer" | "withdraw" | "created" | "requested" | "corrected" | "confirmed" | "declined", string>
    >;
    readonly dead: Readonly<
      Record<"unknown" | "replaced", { readonly title: string; readonly line: string }>
    >;
  };
  /** The page where someone confirms an account that someone else has requested for them. */
  readonly confirmRequest: {
    readonly title: string;
    line(by: string, project: string): string;
    readonly submit: string;
    /** The link to the page. */
    readonly open: string;
    readonly decline: string;
  };
  /** The page where people read and sign agreements. */
  readonly sign: {
    readonly title: string;
    /** Who signs, as it is recorded. */
    intro(name: string): string;
    readonly agree: string;
    readonly submit: string;
    /** A text has changed since it was shown; the new one follows. */
    readonly changed: string;
    readonly choose: string;
    readonly done: { readonly title: string; readonly line: string };
    readonly nothing: { readonly title: string; readonly line: string };
    readonly late: string;
    /** The link to the page. */
    readonly open: string;
  };
  readonly reset: {
    readonly title: string;
    readonly intro: string;
    /** The same for sites whose help desk replaces the password before it sends a link. */
    readonly introAlone: string;
    readonly name: string;
    readonly email: string;
    readonly confirmEmail: string;
    readonly pin: string;
    readonly pinHint: string;
    readonly submit: string;
    readonly emailsDiffer: string;
    readonly pinDigits: string;
    readonly sent: string;
    readonly sentLine: string;
    /** For sites where acct knows no addresses and the help desk handles the request. */
    readonly forwardedLine: string;
    confirm(username: string): string;
    readonly confirmLine: string;
    readonly confirmPin: string;
    readonly confirmPinHint: string;
    readonly confirmSubmit: string;
    readonly confirmed: string;
    readonly confirmedLine: string;
  };
}
