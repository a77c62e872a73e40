/** Something beside the workspace that whoever runs it wants to see: what a server holds, what a database has written down. */
export interface Panel {
  readonly name: string;
  /** Asked again whenever something has happened in the workspace while the panel is open. */
  read(): Promise<readonly PanelGroup[]>;
}

export interface PanelGroup {
  readonly title: string;
  readonly note?: string;
  readonly rows: readonly PanelRow[];
}

export interface PanelRow {
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly label: string;
  readonly text: string;
  readonly bad?: boolean;
}

/** Something that a switch of the page breaks, and mends again. */
export interface BreakSwitch {
  readonly name: string;
  /** A sentence without its full stop that is true while it is broken: "The mail server is down". */
  readonly label: string;
  /** What to look for while it is broken. */
  readonly note: string;
  /** On the button that mends it: "Start it again". */
  readonly mend: string;
  isBroken(): boolean;
  set(broken: boolean): Promise<void>;
}

/** Something that a button of the page does to whoever is watched. */
export interface Push {
  readonly name: string;
  readonly label: string;
  readonly note: string;
  /** How things stand after it was done. */
  state(): string;
  push(): Promise<void>;
}

/** One step of a tour: what to do, and where to stand for it. */
export interface TourStep {
  readonly text: string;
  /** What is left to do before the next step; without it, the next step can be taken at any time. */
  readonly todo?: string;
  isDone?(): Promise<boolean>;
  /** Words in the message that the step is about, which is scrolled into view. */
  readonly find?: string;
  readonly as?: string;
  readonly place?: string;
  readonly side?: string;
}
