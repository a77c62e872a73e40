import type { Agreement } from "../agreements/agreement.ts";
import type { Chat } from "../chat/chat.ts";
import type { SecretKeys } from "../credentials/secret-keys.ts";
import type { Db } from "../db/client.ts";
import type { Kind } from "../db/names.ts";
import type { RequiredApproval } from "../db/tables/requests.ts";
import type { Directory } from "../directory/directory.ts";
import type { GitLab } from "../gitlab/gitlab.ts";
import type { Namespace } from "../provisioners/namespace.ts";
import type { PasswordStore } from "../provisioners/password-store.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import type { QuotaSystem } from "../provisioners/quotas.ts";
import type { RuleBook } from "../rules/rule-book.ts";
import type { Templates } from "../view/templates/templates.ts";
import type { TagPattern } from "../view/ticket-tag.ts";
import type { WorkingHours } from "./working-time.ts";

/** Everything that a stage may use: our database, and external systems through their ports. */
export interface PipelineDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly chat: Chat;
  readonly provisioners: readonly Provisioner[];
  /** The system whose names and numbers must not collide with ours; undefined if there is only the registry. */
  readonly namespace: Namespace | undefined;
  /** The campus's record of who people are; undefined if the site has none. */
  readonly directory?: Directory | undefined;
  /** The system whose projects have quotas; undefined if there is none. */
  readonly quotas: QuotaSystem | undefined;
  /** The systems that store passwords. */
  readonly passwords: readonly PasswordStore[];
  readonly secretKey: SecretKeys;
  readonly rules: Rules;
  /** GitLab, if its pending accounts become requests. */
  readonly gitlab?: GitLab | undefined;
  /** The rules that decide instead of people, where the site has some. */
  readonly ruleBook?: RuleBook | undefined;
}

/** The settings that stages and handlers follow. */
export interface Rules {
  readonly site: {
    readonly name: string;
    readonly helpAddress: string;
    /** Where what admins have to know goes by email; undefined for the help address. */
    readonly alerts?: readonly string[] | undefined;
    readonly timeZone: string;
    /** For people whose language isn't known. */
    readonly language: string;
    readonly mailDomains: readonly string[];
    readonly loginHelp?:
      | { readonly text?: string | undefined; readonly url?: string | undefined }
      | undefined;
  };
  /** How emails look, as the web pages do. */
  readonly pages: { readonly accent: { readonly light: string; readonly dark: string } };
  readonly logo?: { readonly name: string; readonly bytes: Buffer } | undefined;
  /** Our messages with the site's own; undefined for ours alone. */
  readonly templates?: Templates | undefined;
  readonly publicUrl: string;
  /** What people call the campus's own way to sign in; undefined if there is none. */
  readonly signInWith?: string | undefined;
  readonly adminChannels: readonly string[];
  readonly approvals: Approvals;
  /** Everything is checked, but nothing is created. */
  readonly dryRun: boolean;
  /** True if the form asks for a public SSH key. */
  readonly asksSshKey: boolean;
  /** The people in each group: verified email addresses in lower case, chat users, and groups of the chat (`group:slack:S0123`). */
  readonly groups: { readonly [name: string]: readonly string[] | undefined };
  /** Groups that people can ask for beside their project; undefined for none. */
  readonly otherGroups?: readonly OtherGroup[] | undefined;
  /** The names are in lower case. `count` admins must approve. */
  readonly privilegedProjects: readonly { readonly name: string; readonly count: number }[];
  /** The site's settings for projects that acct did not create, by name. */
  readonly projects: { readonly [name: string]: { readonly pi: string } | undefined };
  /** How projects that people ask for are named; undefined for the name that they enter. */
  readonly newProjects?: { readonly name: string } | undefined;
  readonly replies: { readonly deny: readonly ReplyTemplate[]; readonly ask: readonly ReplyTemplate[] };
  /** Whether people must be in the campus directory, and the addresses that needn't; undefined without one. */
  readonly directory?: { readonly required: boolean; readonly robots: readonly string[] } | undefined;
  readonly usernames: { readonly rule: string; readonly reserved: readonly string[] };
  readonly registry: {
    readonly uidNumbers: NumberRange;
    readonly gidNumbers: NumberRange;
    /** Two accounts of one system that share an address are adopted as one person's, without a decision. */
    readonly severalAccounts?: boolean;
  };
  readonly times: {
    readonly passwordLink: number;
    /** Someone stays in a project for this long after they were removed from it. */
    readonly undo: number;
    readonly closeAfter: number;
    readonly remindPi: number;
    readonly expireAfter: number;
    readonly eraseAfter: number;
  };
  /** When people are reminded, in `site.timeZone`. */
  readonly workingHours: WorkingHours;
  /** How long to wait before the first reminder and before each further one; by default as `times.remindPi`. */
  readonly reminders?:
    | { readonly start?: number | undefined; readonly interval?: number | undefined }
    | undefined;
  /** The documents that people sign; undefined for none. */
  readonly agreements?: readonly Agreement[] | undefined;
  /** A PI is reminded this many times before the admins are asked instead. */
  readonly piReminders: number;
  /** True if approved accounts in GitLab are listed on a public page. */
  readonly logsPublicly?: boolean | undefined;
  /** Where approved requests become tickets by email; undefined if nowhere. */
  readonly helpdesk?: TicketRules | undefined;
}

/** How tickets are opened by email. */
export interface TicketRules {
  readonly address: string;
  /** May contain {{type}} and {{id}}. */
  readonly subject: string;
  readonly layout: string;
  readonly kinds: readonly Kind[];
  readonly types: { readonly [kind in Kind]?: string };
  readonly priority: string;
  readonly queue: string;
  readonly tag?: TagPattern | undefined;
  readonly autoSubmitted: boolean;
}

/** The approvals that each kind of request needs. The admins and groups are asked together, and the PI before or after them. */
export interface Approvals {
  readonly account: readonly RequiredApproval[];
  readonly "gitlab-account": readonly RequiredApproval[];
  readonly membership: readonly RequiredApproval[];
  readonly offboarding: readonly RequiredApproval[];
  readonly project: readonly RequiredApproval[];
  readonly quota: readonly RequiredApproval[];
  /** True if each approval of a request must come from a different person. The people who give one approval always differ. */
  readonly distinctPeople: boolean;
}

/** A group in LDAP, or an account in Slurm, that people can ask for beside their project. */
export interface OtherGroup {
  readonly name: string;
  /** What people read. */
  readonly title: string;
  readonly system: "ldap" | "slurm";
  /** Who decides about it: an admin, or one person of a list in `groups`. */
  readonly decider: "admin" | { readonly group: string };
  readonly note?: string | undefined;
}

/** A text that a reply can start from. */
export interface ReplyTemplate {
  readonly label: string;
  readonly text: string;
}

export interface NumberRange {
  readonly from: number;
  readonly to: number;
}
