import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import type { Db } from "../../src/db/client.ts";
import type { PipelineDeps, Rules } from "../../src/pipeline/pipeline-deps.ts";
import { type InMemoryChat, inMemoryChat } from "./in-memory-chat.ts";
import { type InMemoryNamespace, inMemoryNamespace } from "./in-memory-namespace.ts";
import { type InMemoryPasswords, inMemoryPasswords } from "./in-memory-passwords.ts";
import { type InMemoryProvisioner, inMemoryProvisioner } from "./in-memory-provisioner.ts";
import { type InMemoryQuotas, inMemoryQuotas } from "./in-memory-quotas.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** When the tests of stages, actions and jobs begin. */
export const START = new Date("2028-03-06T12:00:00Z");
export const later = (ms: number): Date => new Date(START.getTime() + ms);

/** What stages and actions use, with every outside system in memory. */
export interface InMemoryDeps extends PipelineDeps {
  readonly chat: InMemoryChat;
  readonly namespace: InMemoryNamespace;
  readonly quotas: InMemoryQuotas;
  /** The only system in `provisioners`. */
  readonly system: InMemoryProvisioner;
  /** The only system in `passwords`. */
  readonly store: InMemoryPasswords;
  /** Moves the clock, which shows `START` until then. */
  setClock(now: Date): void;
}

/** Every kind of request needs an admin and its PI. Names of people become usernames like "aash". */
export function someRules(but: Partial<Rules> = {}): Rules {
  return {
    site: {
      name: "Campus",
      helpAddress: "help@example.org",
      timeZone: "Europe/Berlin",
      language: "en",
      mailDomains: ["example.org"],
    },
    pages: { accent: { light: "#1f5fbf", dark: "#7fb0ff" } },
    publicUrl: "https://accounts.example.org",
    adminChannels: ["slack:CADMINS"],
    approvals: approvalsOf({
      account: ["admin", "pi"],
      membership: ["admin", "pi"],
      quota: ["admin", "pi"],
      distinctPeople: false,
    }),
    groups: {},
    dryRun: false,
    asksSshKey: false,
    privilegedProjects: [],
    projects: {},
    replies: { deny: [], ask: [] },
    usernames: { rule: "{given:1}{family}", reserved: [] },
    registry: { uidNumbers: { from: 20_000, to: 29_999 }, gidNumbers: { from: 5000, to: 5999 } },
    times: {
      passwordLink: 7 * DAY,
      undo: 600_000,
      closeAfter: DAY,
      remindPi: 2 * DAY,
      expireAfter: 30 * DAY,
      eraseAfter: 30 * DAY,
    },
    workingHours: { days: "daily", from: "00:00", to: "24:00" },
    piReminders: 5,
    ...but,
  };
}

export function inMemoryDeps(db: Db, rules: Partial<Rules> = {}): InMemoryDeps {
  let now = START;
  const [system, store] = [inMemoryProvisioner(), inMemoryPasswords()];
  return {
    db,
    now: () => now,
    setClock(moment) {
      now = moment;
    },
    chat: inMemoryChat(),
    namespace: inMemoryNamespace(),
    quotas: inMemoryQuotas(),
    system,
    provisioners: [system],
    store,
    passwords: [store],
    secretKey: secretKeys(Buffer.alloc(32, 7)),
    rules: someRules(rules),
  };
}
