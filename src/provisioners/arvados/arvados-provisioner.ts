import { isSystemUser, isUuid } from "../../arvados/uuid.ts";
import { NewOwnerError } from "../belongings.ts";
import type { EmailStore } from "../email-store.ts";
import {
  type AccountRef,
  externalIdIn,
  NameConflictError,
  type Project,
  type Provisioner,
  RenewedIdError,
} from "../provisioner.ts";
import { missingLink, noteLink } from "../shown-link.ts";
import { readState } from "./account-state.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { countBelongings } from "./count-belongings.ts";
import { ensureAccount, getUser } from "./ensure-account.ts";
import { eraseUser } from "./erase-user.ts";
import { explainArvados } from "./explain-arvados.ts";
import { findAccess } from "./find-access.ts";
import { findDrift } from "./find-drift.ts";
import { ARVADOS, accountOf, describeJoined, describeUser, findJoined, findUser } from "./find-user.ts";
import { handOver } from "./hand-over.ts";
import { listArvados } from "./list-arvados.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { planAccount } from "./plan-account.ts";
import {
  checkProjectGroup,
  ensureProjectGroup,
  findProjectGroup,
  isMember,
  join,
  leaveGroup,
} from "./role-groups.ts";
import { describeLock, resumeUser, suspendUser } from "./suspension.ts";
import { arvadosAgreements, keyOf } from "./system-agreements.ts";

/**
 * Manages users of an Arvados cluster, from `setup` to `unsetup`, and the role groups of projects if the settings say so. Everything is
 * looked up before and read back afterwards, and what is done to the same person is done one after another.
 */
export function arvadosProvisioner(site: ArvadosSite): Provisioner & EmailStore {
  const { arvados } = site;
  const inTurn = oneAtATime();
  const groupRef = (group: { uuid: string; name: string } | undefined) =>
    group && { id: group.uuid, name: group.name };
  const userRef = (user: { uuid: string; username: string } | undefined) =>
    user && { id: user.uuid, name: user.username };
  const stateOf = async (account: AccountRef) => {
    const user = await findUser(site, account);
    return user && readState(site, user);
  };

  return {
    name: ARVADOS,

    async ping() {
      await arvados.self();
    },

    async plan(person, project) {
      const [{ lines, state, isLeft }, group] = [
        await planAccount(site, person),
        await findProjectGroup(site, project),
      ];
      if (group) await checkProjectGroup(site, group, project);
      if (!site.config.projectGroups) return [...lines];
      const membership = isLeft
        ? []
        : [
            {
              text: `membership in the group ${project.name}`,
              isNew: !group || !state || !isMember(state, group),
            },
          ];
      return [...lines, { text: `group ${project.name}`, isNew: !group }, ...membership];
    },

    ensure: (person, project) =>
      inTurn(keyOf(person), async () => {
        const group = await ensureProjectGroup(site, project);
        const ensured = await ensureAccount(site, person);
        const { state, summary } = ensured;
        if (state && group) await join(site, state, group);
        return {
          summary: state && group ? `${summary}; is in the group ${group.name}` : summary,
          account: userRef(state ? state.user : ensured.user),
          project: groupRef(group),
        };
      }),

    ensureMember: (account, project) =>
      inTurn(keyOf(account), async () => {
        const state = await readState(site, await getUser(site, account));
        const group = await ensureProjectGroup(site, project);
        if (group && !state.mark) await join(site, state, group);
        return { account: userRef(state.user), project: groupRef(group) };
      }),

    identify: async (account) => userRef(await findUser(site, account)),

    leave: (account, project) =>
      inTurn(keyOf(account), async () => {
        const group = await findProjectGroup(site, project);
        const user = group && (await findUser(site, account));
        const hasLeft = user && group && (await leaveGroup(site, user.uuid, group));
        return hasLeft
          ? `${accountOf(user, account)} was removed from the group ${group.name}`
          : "nothing to remove";
      }),

    suspend: (person) =>
      inTurn(keyOf(person), async () => {
        const state = await stateOf(person);
        return state ? suspendUser(site, state, person) : "nothing to lock";
      }),

    suspendEnds: "Their tokens, SSH keys, and signatures in Arvados end.",

    joinsForGood:
      "Arvados joins the two accounts only when you run acct arvados merge, and that can't be undone: acct person split then separates them in the registry alone.",

    async findJoined(person) {
      const joined = (await findUser(site, person)) ? undefined : await findJoined(site, person);
      return joined && describeJoined(joined, person);
    },

    async findLock(person) {
      const state = await stateOf(person);
      return state && describeLock(state, person);
    },

    resume: (person) =>
      inTurn(keyOf(person), async () => {
        const state = await stateOf(person);
        const summary = state
          ? await resumeUser(site, state, person)
          : `${person.username} no longer has an account`;
        return { summary, needsPassword: false };
      }),

    async findAccess(person) {
      const state = await stateOf(person).catch((error: unknown) => {
        // The address belongs to someone else by now, and so does what they may do.
        if (error instanceof NameConflictError) return undefined;
        if (error instanceof RenewedIdError) return error.message;
        throw error;
      });
      if (typeof state === "string") return [state];
      return state ? findAccess(site, state, person) : [];
    },

    erase: (person) =>
      inTurn(keyOf(person), async () => {
        const state = await stateOf(person);
        return state ? eraseUser(site, state, person) : "nothing to delete";
      }),

    setEmail: (person, email) =>
      inTurn(keyOf(person), async () => {
        const user = await findUser(site, person);
        const [other] = (await arvados.findByAddress(email)).filter(({ uuid }) => uuid !== user?.uuid);
        const nothing = `nothing to change for ${person.username}`;
        if (!user && other && externalIdIn(person, ARVADOS) === undefined) return nothing;
        if (other)
          throw new NameConflictError(`The address ${email} belongs to ${describeUser(other)} in Arvados`);
        if (!user) return nothing;
        if (user.email !== email) await arvados.setAddress(user.uuid, email);
        return `${accountOf(user, person)} has the address ${email} now`;
      }),

    agreements: arvadosAgreements(site, inTurn),

    belongings: {
      async count(person) {
        const user = await findUser(site, person);
        return user ? countBelongings(site, user) : [];
      },
      handOver: (from, to) =>
        inTurn(keyOf(from), async () => {
          const user = await findUser(site, from);
          if (!user) return "nothing to hand over";
          const owner = await findUser(site, to);
          if (!owner) throw new NewOwnerError(`${to.username} has no account in Arvados`);
          return handOver(site, { from: user, to: owner });
        }),
    },

    async explain(person, projects) {
      const state = await stateOf(person).catch((error: unknown) => {
        if (error instanceof NameConflictError || error instanceof RenewedIdError) return error.message;
        throw error;
      });
      if (typeof state === "string") return [missingLink("entry", state)];
      if (state) return explainArvados(site, state, person, projects);
      const { loginCluster } = await arvados.cluster();
      const isElsewhere = loginCluster !== undefined || (await findJoined(site, person)) !== undefined;
      const detail = `there is no account of ${person.username}`;
      return [isElsewhere ? noteLink("entry", detail) : missingLink("entry", detail)];
    },

    async diff(person, projects) {
      const state = await stateOf(person).catch((error: unknown) => {
        if (error instanceof NameConflictError || error instanceof RenewedIdError) return error.message;
        throw error;
      });
      if (typeof state === "string") return [state];
      if (state) return findDrift(site, state, person, projects);
      const { loginCluster } = await arvados.cluster();
      const isElsewhere = loginCluster !== undefined || (await findJoined(site, person)) !== undefined;
      return isElsewhere ? [] : [`the account of ${person.username} is missing`];
    },

    list: (onProgress) => listArvados(site, onProgress),

    async findUnmanaged(project: Project, members: readonly AccountRef[]) {
      const group = await findProjectGroup(site, project);
      if (!group) return [];
      const links = await arvados.listLinks([
        ["link_class", "=", "permission"],
        ["head_uuid", "=", group.uuid],
      ]);
      const people = links.filter(({ tailUuid }) => isUuid(tailUuid, "user") && !isSystemUser(tailUuid));
      const ours = new Set<string | undefined>();
      for (const member of people.length === 0 ? [] : members)
        ours.add(externalIdIn(member, ARVADOS) ?? (await findUser(site, member))?.uuid);
      const others = people.filter(({ tailUuid }) => !ours.has(tailUuid));
      return Promise.all(
        others.map(async ({ tailUuid, name }) => {
          const user = await arvados.findUser(tailUuid);
          return `account ${user?.username || tailUuid} was given ${name} on the group ${group.name} manually`;
        }),
      );
    },
  };
}
