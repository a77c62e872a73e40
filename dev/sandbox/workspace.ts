import { randomBytes } from "node:crypto";
import type { Manifest } from "./manifest.ts";

/** Somebody in the workspace, or somebody of another one who shares a channel with it. */
export interface Person {
  readonly id: string;
  readonly handle: string;
  readonly firstName: string;
  readonly lastName: string;
  email: string;
  emailConfirmed: boolean;
  /** Another one than the workspace's: Slack Connect. */
  readonly team: string;
  readonly bot: boolean;
  deleted: boolean;
  /** A guest; `single`: of one channel. */
  guest: false | "multi" | "single";
}

export interface Message {
  readonly ts: string;
  /** Whose it is: a person's, or the app's bot user's. */
  readonly user: string;
  text: string;
  blocks: Block[];
  editedTs?: string;
  /** Seen by this person alone, and never found again by the Web API. */
  readonly onlyFor?: string;
  readonly metadata?: unknown;
  /** Whom it pings: `<!channel>` and the like, which only raw angle brackets make. */
  notifies: string[];
}

/** Block Kit as it came in, checked, with the ids that Slack adds. */
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
  /** Seen by its members alone; apps need a scope of its own to read about it. */
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
  /** What is shown at its fields, and above them when the app did not answer. */
  errors: Readonly<Record<string, string>>;
  trouble: string;
  /** As the app gave it: title, blocks, submit, callback_id … */
  content: Record<string, unknown> & { blocks: Block[] };
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: Set<string>;
}

/** What changed, for whoever shows or awaits it. */
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
  /** Each person's open modals, the topmost last. */
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
    // Unique and growing, as clients and apps rely on: a ts is a message's identity within its channel.
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

/** The direct messages between the app and this person, opened when there are none yet. */
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
