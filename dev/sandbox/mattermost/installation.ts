import { createHash } from "node:crypto";

/** The versions that can be simulated: they differ in what they accept and refuse. */
export type ServerVersion = "5.37.0" | "10.11.0" | "11.7.0" | "12.1.0";

/** An account: a person's or a bot's. */
export interface User {
  readonly id: string;
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  emailVerified: boolean;
  locale: string;
  /** "system_user", "system_user system_admin", or "system_guest". */
  roles: string;
  readonly createAt: number;
  updateAt: number;
  /** 0 while the account is active. */
  deleteAt: number;
  readonly bot: boolean;
  /** The user who made the bot. A bot is disabled together with its owner. */
  ownerId?: string;
  /** The other server that the person belongs to, whose channel is shared with this one. */
  remoteId?: string;
  password: string;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly members: Set<string>;
  /** Members who administer the team. */
  readonly admins: Set<string>;
}

export interface Channel {
  readonly id: string;
  /** O: public, P: private, D: between two people. */
  readonly type: "O" | "P" | "D";
  readonly name: string;
  readonly displayName: string;
  /** Empty for direct messages. */
  readonly teamId: string;
  readonly creatorId: string;
  readonly createAt: number;
  deleteAt: number;
  readonly members: Set<string>;
}

export interface Post {
  readonly id: string;
  readonly userId: string;
  readonly channelId: string;
  readonly rootId: string;
  readonly createAt: number;
  updateAt: number;
  editAt: number;
  deleteAt: number;
  isPinned: boolean;
  message: string;
  /** As the server stores them, with the `integration` of each action. */
  props: Record<string, unknown>;
  readonly pendingPostId: string;
}

/** A message that only one person sees, which is gone when they reload. */
export interface Ephemeral {
  readonly id: string;
  readonly to: string;
  readonly channelId: string;
  readonly rootId: string;
  readonly message: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly createAt: number;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly members: Set<string>;
}

export interface SlashCommand {
  readonly id: string;
  readonly token: string;
  readonly creatorId: string;
  readonly teamId: string;
  trigger: string;
  url: string;
  method: "P" | "G";
  fields: Record<string, unknown>;
}

export interface OpenDialog {
  readonly id: string;
  readonly user: string;
  url: string;
  dialog: Dialog;
  /** What the client shows above the fields, and at each. */
  error: string;
  errors: Readonly<Record<string, string>>;
}

export interface Dialog {
  readonly callback_id: string;
  readonly title: string;
  readonly introduction_text: string;
  readonly elements: readonly DialogElement[];
  readonly submit_label: string;
  readonly notify_on_cancel: boolean;
  readonly state: string;
  readonly source_url?: string;
}

export interface DialogElement {
  readonly display_name: string;
  readonly name: string;
  readonly type: string;
  readonly subtype?: string;
  readonly default?: string;
  readonly placeholder?: string;
  readonly help_text?: string;
  readonly optional?: boolean;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly data_source?: string;
  readonly data_source_url?: string;
  readonly options?: readonly { readonly text: string; readonly value: string }[];
  readonly multiselect?: boolean;
  readonly refresh?: boolean;
  readonly dialog_url?: string;
}

/** The settings of the server that change what a bot may do or see, by the names of `config.json`. */
export interface ServerSettings {
  siteURL: string;
  showEmailAddress: boolean;
  showFullName: boolean;
  restrictDirectMessage: "any" | "team";
  enableBotAccountCreation: boolean;
  enableUserAccessTokens: boolean;
  /** Addresses and names of the server's own network that integrations may be on, separated by spaces. */
  allowedUntrustedInternalConnections: string;
  /** How long a post can be edited, in seconds; -1: forever. */
  postEditTimeLimit: number;
  outgoingIntegrationRequestsTimeoutSeconds: number;
  mmBlocksEnabled: boolean;
  /** User groups are part of a license. */
  licensed: boolean;
  /** Whether members of a team may make slash commands: `manage_slash_commands`, since 11.2 `manage_own_slash_commands`. */
  membersManageCommands: boolean;
  /** Whether bots may read about bots, which few servers allow. */
  botsReadBots: boolean;
  enableSignUpWithEmail: boolean;
  enableOpenServer: boolean;
  requireEmailVerification: boolean;
}

/** A websocket event, and who gets it. */
export interface ServerEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly to: { readonly channelId?: string; readonly userId?: string };
}

export type Change = "message" | "view" | "delivery" | "call" | "mail" | "people" | "faults" | "breaks";

/** What the server stores. */
export interface Installation {
  readonly version: ServerVersion;
  readonly settings: ServerSettings;
  readonly teams: Map<string, Team>;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  readonly posts: Map<string, Post>;
  readonly ephemerals: Ephemeral[];
  readonly groups: Map<string, Group>;
  readonly commands: Map<string, SlashCommand>;
  /** Each person's open dialogs, topmost last. */
  readonly dialogs: Map<string, OpenDialog[]>;
  /** Whose each token is: a session's or an access token. */
  readonly tokens: Map<string, string>;
  /** What the server's log says about integrations. */
  readonly log: string[];
  now(): number;
  newId(): string;
  changed(what: Change): void;
  on(listener: (what: Change) => void): () => void;
  emit(event: ServerEvent): void;
  onEvent(listener: (event: ServerEvent) => void): () => void;
}

export function openInstallation(
  version: ServerVersion,
  settings: Partial<ServerSettings>,
  now: () => number,
): Installation {
  const listeners = new Set<(what: Change) => void>();
  const eventListeners = new Set<(event: ServerEvent) => void>();
  let lastMs = 0;
  let ids = 0;
  const start = Math.random();
  return {
    version,
    settings: {
      siteURL: "http://localhost:8065",
      showEmailAddress: true,
      showFullName: true,
      restrictDirectMessage: "any",
      enableBotAccountCreation: true,
      enableUserAccessTokens: true,
      allowedUntrustedInternalConnections: "localhost 127.0.0.0/8 ::1/128",
      postEditTimeLimit: -1,
      outgoingIntegrationRequestsTimeoutSeconds: 30,
      mmBlocksEnabled: true,
      licensed: true,
      membersManageCommands: false,
      botsReadBots: false,
      enableSignUpWithEmail: true,
      enableOpenServer: false,
      requireEmailVerification: false,
      ...settings,
    },
    teams: new Map(),
    users: new Map(),
    channels: new Map(),
    posts: new Map(),
    ephemerals: [],
    groups: new Map(),
    commands: new Map(),
    dialogs: new Map(),
    tokens: new Map(),
    log: [],
    // Each change has a moment of its own, so that "was it edited since?" always has an answer.
    now() {
      lastMs = Math.max(lastMs + 1, now());
      return lastMs;
    },
    newId: () => idOf(`${start} ${ids++}`),
    changed(what) {
      for (const listener of [...listeners]) listener(what);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event) {
      for (const listener of [...eventListeners]) listener(event);
    },
    onEvent(listener) {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
  };
}

const ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769";

/** Returns an ID as Mattermost makes them: 26 characters of its base 32 alphabet. The same name has the same ID. */
export function idOf(name: string): string {
  const digest = createHash("sha256").update(name).digest();
  return Array.from(digest.subarray(0, 26), (byte) => ALPHABET[byte % 32]).join("");
}

/** Returns the first numbers of a version. */
export function isAtLeast({ version }: Pick<Installation, "version">, major: number, minor = 0): boolean {
  const [ours = 0, ourMinor = 0] = version.split(".").map(Number);
  return ours > major || (ours === major && ourMinor >= minor);
}

export function isGuest({ roles }: User): boolean {
  return roles.split(" ").includes("system_guest");
}

export function isSystemAdmin({ roles }: User): boolean {
  return roles.split(" ").includes("system_admin");
}
