/** Everything that the password pages say, in one language. Texts are plain; what is named in them is put in as it is. */
export interface PageText {
  /** As `lang` of the page (BCP 47). */
  readonly language: string;
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
    /** Something else was wrong, and a browser fills no PIN in again. */
    readonly pinAgain: string;
    /** What a system says of a password comes behind it in its own words, which are English. */
    refused(by: string): string;
    taken(systems: string): string;
  };
  readonly done: {
    readonly title: string;
    logIn(username: string | undefined): string;
    later(systems: string): string;
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
  /** The page that `PUBLIC_URL` alone leads to. */
  readonly front: {
    title(site: string): string;
    /** For people whose link got lost on the way. */
    readonly link: string;
    readonly logInTitle: string;
    /** Leads to where the site's people log in. */
    readonly logIn: string;
    readonly forgotTitle: string;
    readonly forgotLine: string;
    readonly forgot: string;
  };
  readonly renew: {
    readonly offer: string;
    readonly submit: string;
    readonly sent: string;
    readonly sentLine: string;
    readonly sentBefore: string;
    /** Which of several links to open. */
    readonly newest: string;
    /** Leads to the page on which somebody asks for a new password by their address. */
    readonly ask: string;
  };
  readonly reset: {
    readonly title: string;
    readonly intro: string;
    /** The same where a helpdesk replaces the password before it sends a link. */
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
    /** Where no address is known, and people look after it. */
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
