/** Content next to the workspace, such as the entries of a server or the rows of a database. */
export interface Panel {
  readonly name: string;
  /** Read again whenever something happens in the workspace while the panel is open. */
  read(): Promise<readonly PanelGroup[]>;
}

export interface PanelGroup {
  readonly title: string;
  readonly note?: string;
  /** A page that shows more. */
  readonly link?: { readonly label: string; readonly url: string };
  /** Whether it is open at first. By default, only the first one is. */
  readonly isOpen?: boolean;
  readonly rows: readonly PanelRow[];
}

export interface PanelRow {
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly label: string;
  readonly text: string;
  readonly bad?: boolean;
}

/** Something that a switch on the page breaks and fixes. */
export interface BreakSwitch {
  readonly name: string;
  /** A sentence, without its period, that is true while it is broken: "The mail server is down". */
  readonly label: string;
  /** What to look for while it is broken. */
  readonly note: string;
  /** The label of the button that fixes it: "Start the mail server". */
  readonly fixLabel: string;
  isBroken(): boolean;
  set(broken: boolean): Promise<void>;
}

/** Something that a button on the page does. */
export interface Push {
  readonly name: string;
  readonly label: string;
  readonly note: string;
  /** The panel that has the button. By default, it is next to the switches that break something. */
  readonly panel?: string;
  /** The state afterwards. */
  state(): string;
  push(): Promise<void>;
}

/** A page of another chat of the same site. */
export interface ChatPage {
  readonly name: string;
  readonly url: string;
}

/** One step of a tour: what to do, and where. */
export interface TourStep {
  readonly text: string;
  /** What to do before the next step; without it, people can continue at any time. */
  readonly todo?: string;
  isDone?(): Promise<boolean>;
  /** Text in the message that the step is about, which is scrolled into view. */
  readonly find?: string;
  /** The person whose turn it is, by ID or username. */
  readonly as?: string;
  /** A channel by ID or name, or `direct`: the person's direct messages with the app. */
  readonly place?: string;
  /** The chat where it happens, if a site has several. */
  readonly chat?: string;
  readonly side?: string;
}
