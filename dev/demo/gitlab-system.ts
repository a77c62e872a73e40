import { startGitLab } from "../local-stack/gitlab/start-gitlab.ts";
import { LDAP } from "../local-stack/ldap-names.ts";
import type { Push } from "../sandbox/panel.ts";
import { gitLabPanel } from "./gitlab-panel.ts";
import { firstNewcomers, type Newcomer, staffGroup, strangers, trustedNewcomers } from "./gitlab-people.ts";
import type { FurtherSystems, SystemContext } from "./systems.ts";

const PROVIDER = "ldapmain";
const PENDING = "blocked_pending_approval";
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** A rule that decides, one that only notes what it would have done, and one that warns. */
const RULES = {
  staff: { for: ["gitlab-account"], when: { ldapGroup: "staff" }, approve: "admin", mode: "on" },
  astronomers: { for: ["gitlab-account"], when: { ldapGroup: "astro" }, approve: "admin", mode: "shadow" },
  rush: {
    for: ["gitlab-account"],
    when: { not: { requestsPerHour: 5 } },
    warn: "More than five people have signed up in GitLab within an hour.",
    mode: "on",
  },
};

/** What people outside of the chat do in GitLab, and what became of it. */
export interface GitLabForWalk {
  /** The next person whom a rule trusts, or the next stranger, signs up. */
  signUp(who: "trusted" | "stranger"): Newcomer;
  isActive(username: string): boolean;
}

/** Starts a simulator of GitLab, where accounts wait until they are approved. The public log shows who was. */
export async function gitLabFor(
  _: string,
  { databaseUrl, publicUrl }: SystemContext,
): Promise<FurtherSystems> {
  const gitlab = await startGitLab();
  gitlab.now = () => Date.now();
  gitlab.expiresOn = new Date(Date.now() + YEAR_MS).toISOString().slice(0, 10);
  // GitLab's background job deletes a rejected account shortly afterwards.
  gitlab.before = gitlab.finishDeletions;
  const add = ({ name, username, email, uid, isConfirmed = uid !== undefined }: Newcomer, hoursAgo = 0) => {
    const at = new Date(Date.now() - hoursAgo * HOUR_MS).toISOString();
    gitlab.addUser({
      ...{ name, username, email, state: PENDING, created_at: at, confirmed_at: isConfirmed ? at : null },
      identities:
        uid === undefined ? [] : [{ provider: PROVIDER, extern_uid: `uid=${uid},${LDAP.peopleDn}` }],
    });
  };
  const queues = { trusted: [...trustedNewcomers], stranger: [...strangers] };
  const signUp = (who: keyof typeof queues) => {
    const next = queues[who].shift();
    if (next) add(next);
    return next;
  };
  const pushOf = (who: keyof typeof queues, words: Pick<Push, "label" | "note">): Push => ({
    ...words,
    name: `sign-up-${who}`,
    panel: PANEL,
    state: () => (queues[who].length === 0 ? "All of them have signed up." : ""),
    push: async () => void signUp(who),
  });
  return {
    settings: {
      gitlab: { url: gitlab.url, poll: "3s", providers: { [PROVIDER]: "ldap" } },
      rules: RULES,
      publicLog: { enabled: true, showRule: true },
    },
    variables: { GITLAB_ACCESS_TOKEN: gitlab.token },
    entries: staffGroup,
    panels: [{ name: PANEL, read: () => gitLabPanel(gitlab, { databaseUrl, publicUrl }) }],
    pushes: [
      pushOf("trusted", {
        label: "Someone from the staff signs up",
        note: "The rule staff approves the account within seconds, because the person is in the LDAP group staff.",
      }),
      pushOf("stranger", {
        label: "A stranger signs up",
        note: "No rule approves the account, so a card in the admin channel says what was found.",
      }),
    ],
    begin: async () => firstNewcomers.forEach((each, at) => void add(each, 2 + 25 * at)),
    gitlab: {
      signUp(who) {
        const next = signUp(who);
        if (!next) throw new Error("Everyone has signed up in GitLab.");
        return next;
      },
      isActive: (username) =>
        [...gitlab.state.users.values()].some((one) => one.username === username && one.state === "active"),
    },
    stop: gitlab.stop,
  };
}

const PANEL = "GitLab";
