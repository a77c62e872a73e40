import { randomBytes } from "node:crypto";
import type { Manifest } from "./manifest.ts";

/** A person in the workspace, or in another workspace that shares a channel with it. */
export interface Person {
  readonly id: string;
  readonly handle: string;
  readonly firstName: string;
  readonly lastName: string;
  email: string;
  emailConfirmed: boolean;
  /** The language that the person has chosen, such as "de-DE". */
  locale?: string;
  /** A different team than the workspace's (Slack Connect). */
  readonly team: string;
  /** All workspaces of the person in an Enterprise Grid. */
  workspaces?: readonly string[];
  readonly bot: boolean;
  deleted: boolean;
  /** A guest; `single` means of one channel. */
  guest: false | "multi" | "single";
}

export interface Message {
  readonly ts: string;
  /** The author: a person or the app's bot user. */
  readonly user: string;
  text: string;
  blocks: Block[];
  editedTs?: string;
  /** Visible only to this person, and not available through the Web API. */
  readonly onlyFor?: string;
  /** The `ts` of the message to which it is a reply. */
  readonly threadTs?: string;
  readonly metadata?: unknown;
  /** The mentions it triggers, such as `<!channel>`, which need raw angle brackets. */
  notifies: string[];
}

/** Validated Block Kit blocks, with the IDs that Slack adds. */
export interface Block {
  readonly type: string;
  readonly block_id: string;
  readonly [property: string]: unknown;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "dm";
  readonly members: Set<string>;
  archived: boolean;
  extShared: boolean;
  /** Visible only to its members; apps need a separate scope to read about it. */
  isPrivate: boolean;
  readonly messages: Message[];
}

export interface View {
  readonly id: string;
  readonly user: string;
  readonly type: "modal" | "home";
  readonly rootId: string;
  readonly previousId: string | null;
  hash: string;
  /** The errors shown at its fields, and above them if the app didn't respond. */
  errors: Readonly<Record<string, string>>;
  trouble: string;
  /** The view as the app sent it: title, blocks, submit, callback_id … */
  content: Record<string, unknown> & { blocks: Block[] };
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: Set<string>;
}

/** A change, for code that shows it or waits for it. */
export type Change = "message" | "view" | "delivery" | "call" | "mail" | "people" | "faults" | "breaks";

export interface Workspace {
  readonly team: { readonly id: string; readonly domain: string; readonly name: string };
  readonly app: {
    readonly id: string;
    readonly name: string;
    readonly botUser: string;
    readonly botId: string;
  };
  readonly manifest: Manifest;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly signingSecret: string;
  readonly people: Map<string, Person>;
  readonly channels: Map<string, Channel>;
  readonly userGroups: Map<string, UserGroup>;
  /** Each person's open modals, topmost last. */
  readonly modals: Map<string, View[]>;
  readonly homes: Map<string, View>;
  nextTs(): string;
  changed(what: Change): void;
  on(listener: (what: Change) => void): () => void;
}

export interface Seed {
  readonly people: readonly Person[];
  readonly channels: readonly Pick<Channel, "id" | "name" | "members">[];
  readonly userGroups: readonly UserGroup[];
}

export function openWorkspace(manifest: Manifest, seed: Seed): Workspace {
  const listeners = new Set<(what: Change) => void>();
  const app = { id: "A0ACCT", name: manifest.name, botUser: "U0ACCTBOT", botId: "B0ACCT" };
  let lastTs = 0;
  return {
    team: { id: "T0CAMPUS", domain: "campus", name: "Campus" },
    app,
    manifest,
    tokens: { bot: `xoxb-${secret()}`, app: `xapp-1-${app.id}-${secret()}` },
    signingSecret: secret(),
    people: new Map(seed.people.map((person) => [person.id, { ...person }])),
    channels: new Map(
      seed.channels.map(({ id, name, members }) => [
        id,
        {
          id,
          name,
          kind: "channel",
          members: new Set(members),
          archived: false,
          extShared: false,
          isPrivate: false,
          messages: [],
        },
      ]),
    ),
    userGroups: new Map(
      seed.userGroups.map((group) => [group.id, { ...group, users: new Set(group.users) }]),
    ),
    modals: new Map(),
    homes: new Map(),
    // A ts is unique and grows, because clients and apps use it as a message's identity within its channel.
    nextTs() {
      lastTs = Math.max(lastTs + 1, Date.now() * 1000);
      return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, "0")}`;
    },
    changed(what) {
      for (const listener of listeners) listener(what);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Finds or opens the direct messages between the app and this person. */
export function openDm(workspace: Workspace, user: string): Channel {
  const id = `D${user.slice(1)}`;
  const known = workspace.channels.get(id);
  if (known) return known;
  const members = new Set([user, workspace.app.botUser]);
  const dm: Channel = {
    id,
    name: "directmessage",
    kind: "dm",
    members,
    archived: false,
    extShared: false,
    isPrivate: true,
    messages: [],
  };
  workspace.channels.set(id, dm);
  return dm;
}

export function isHiddenFrom(person: string, { onlyFor }: Message): boolean {
  return onlyFor !== undefined && onlyFor !== person;
}

function secret(): string {
  return randomBytes(18).toString("hex");
}
