import { z } from "zod";
import { Failure } from "../failure/failure.ts";
import type { Arvados, ArvadosUser } from "./arvados.ts";
import { isUncertain } from "./arvados-error.ts";
import type { ArvadosHttp } from "./arvados-http.ts";
import { escapePattern } from "./escape-pattern.ts";
import { userRecord } from "./records.ts";
import { isUuid } from "./uuid.ts";

type UserCalls = Pick<
  Arvados,
  | "self"
  | "findUser"
  | "findByAddress"
  | "findByIdentity"
  | "listUsernames"
  | "listUsers"
  | "createUser"
  | "setAddress"
  | "preActivate"
  | "setUp"
  | "activate"
  | "unsetUp"
  | "deleteUser"
  | "merge"
>;

/** Whatever it is, it isn't looked at: what was changed is read afterwards. */
const anything = z.unknown();

/** Users and what happens to them (Arvados, doc/api/methods/users.html.textile.liquid). */
export function userCalls(http: ArvadosHttp): UserCalls {
  const findUser = async (uuid: string) => http.find(pathOf(uuid), userRecord);

  const update = async (uuid: string, user: object): Promise<ArvadosUser> => {
    await http.send({ method: "PUT", path: pathOf(uuid), body: { user } }, anything);
    return demand(await findUser(uuid), uuid);
  };
  const demand = (user: ArvadosUser | undefined, uuid: string): ArvadosUser => {
    if (user) return user;
    throw new Failure(`Arvados (${http.url}) no longer has the user ${uuid}`);
  };
  const must = (isDone: boolean, user: ArvadosUser, what: string): ArvadosUser => {
    if (isDone) return user;
    throw new Failure(
      `Arvados (${http.url}) accepted the call to ${what} the account ${user.username || user.uuid}, but it is as before`,
    );
  };

  return {
    self: () => http.get("users/current", userRecord),
    findUser,

    async findByAddress(address) {
      const { items, missing } = await http.list(
        "users",
        [["email", "ilike", escapePattern(address)]],
        userRecord,
      );
      if (missing > 0)
        throw new Failure(`Arvados (${http.url}) shows only a part of the users with an address`);
      return items.filter(({ email }) => email.toLowerCase() === address.toLowerCase());
    },

    async findByIdentity(urls) {
      const { items, missing } = await http.list("users", [["identity_url", "in", urls]], userRecord);
      if (missing > 0) throw new Failure(`Arvados (${http.url}) shows only a part of the users with a login`);
      return items;
    },

    async listUsernames(prefix) {
      const { items } = await http.list(
        "users",
        [["username", "like", `${escapePattern(prefix)}%`]],
        userRecord,
      );
      return items.map(({ username }) => username);
    },

    listUsers: (onProgress) => http.list("users", [], userRecord, onProgress),

    async createUser({ uuid, email, firstName, lastName }) {
      const user = { uuid, email, first_name: firstName, last_name: lastName };
      const made = await http.send({ method: "POST", path: "users", body: { user } }, userRecord);
      return must(made.uuid === uuid, made, "create");
    },

    async setAddress(uuid, email) {
      const user = await update(uuid, { email });
      return must(user.email === email, user, "change");
    },

    async preActivate(uuid) {
      const user = await update(uuid, { is_active: true });
      return must(user.isActive, user, "activate");
    },

    async setUp(uuid, machine) {
      demandUuid(uuid);
      const body = { uuid, ...(machine ? { vm_uuid: machine.uuid } : {}) };
      await http.send({ method: "POST", path: "users/setup", body }, anything);
    },

    async activate(uuid) {
      const user = await http.send(
        { method: "POST", path: `${pathOf(uuid)}/activate`, body: {} },
        userRecord,
      );
      return must(user.uuid === uuid && user.isActive, user, "activate");
    },

    async unsetUp(uuid) {
      await http.send({ method: "POST", path: `${pathOf(uuid)}/unsetup`, body: {} }, anything);
      const user = demand(await findUser(uuid), uuid);
      return must(!user.isActive && !user.isAdmin, user, "unset");
    },

    async deleteUser(uuid) {
      try {
        await http.send({ method: "DELETE", path: pathOf(uuid) }, anything);
      } catch (error) {
        if (!isUncertain(error) || (await findUser(uuid))) throw error;
      }
      const user = await findUser(uuid);
      if (user) must(false, user, "delete");
    },

    async merge({ from, to, owner, redirects }) {
      for (const uuid of [from, to]) demandUuid(uuid);
      if (!isUuid(owner, "group")) throw new Error(`${owner} is no UUID of a group`);
      const body = {
        old_user_uuid: from,
        new_user_uuid: to,
        new_owner_uuid: owner,
        redirect_to_new_user: redirects,
      };
      await http.send({ method: "POST", path: "users/merge", body }, anything);
      const isThere = (await findUser(from)) !== undefined;
      if (isThere === redirects)
        throw new Failure(
          `Arvados (${http.url}) accepted the call to merge ${from} into ${to}, but did something else`,
        );
    },
  };
}

function demandUuid(uuid: string): string {
  if (isUuid(uuid, "user")) return uuid;
  throw new Error(`${uuid} is no UUID of a user`);
}
const pathOf = (uuid: string) => `users/${demandUuid(uuid)}`;
