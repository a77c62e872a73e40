import * as content from "../local-stack/arvados/add-content.ts";
import { insert, systemUser } from "../local-stack/arvados/arvados-state.ts";
import { createUser, nameFor } from "../local-stack/arvados/create-user.ts";
import { setUpUser } from "../local-stack/arvados/set-up-user.ts";
import type { SimulatedArvados } from "../local-stack/arvados/start-arvados.ts";
import type { ArvadosToken, ArvadosUser } from "../local-stack/arvados/tables.ts";
import { save } from "../local-stack/arvados/update-user.ts";
import type { Names } from "./names.ts";

export interface Stage {
  readonly arvados: SimulatedArvados;
  readonly names: Names;
}

/** How far someone is when a section starts. */
type Standing = "uninvited" | "invited" | "active" | "admin";

/** Adds someone as the probe did: the system root creates, sets up, and activates them, each in a call of its own. */
export function addPerson(
  { arvados: { state }, names }: Stage,
  name: string,
  standing: Standing,
  given: Partial<ArvadosUser> = {},
): ArvadosUser {
  const by = systemUser(state.settings);
  const columns = { email: `${name}@probe.example`, first_name: `F${name}`, last_name: `L${name}`, ...given };
  const user = createUser(state, columns, { username: nameFor(state, columns), by });
  if (standing !== "uninvited") setUpUser(state, user, { by, sendsEmail: false });
  if (standing === "active" || standing === "admin") save(state, user, { is_active: true }, by);
  if (standing === "admin") save(state, user, { is_admin: true }, by);
  names.set(`user:${name}`, user.uuid);
  addToken({ arvados: { state } as SimulatedArvados, names }, name, user);
  return user;
}

/** Makes a token, so that lines can say that `name` calls. */
export function addToken(
  { arvados: { state }, names }: Stage,
  name: string,
  user: ArvadosUser,
  given: Partial<ArvadosToken> = {},
): void {
  const columns = {
    api_token: Buffer.from(name.padEnd(25, ".")).toString("hex").slice(0, 50),
    scopes: ["all"],
  };
  const token = insert(state, "api_client_authorizations", {
    ...columns,
    expires_at: null,
    ...given,
    owner_uuid: user.uuid,
  });
  names.set(`token:${name}`, token.uuid);
  names.set(`secret ${name}`, token.api_token);
}

export function userOf({ arvados, names }: Stage, name: string): ArvadosUser {
  const user = arvados.state.tables.users.find(({ uuid }) => uuid === names.get(`user:${name}`));
  if (!user) throw new Error(`No one is called ${name}.`);
  return user;
}

/** What someone has who has worked for a while: projects, data, a login, a signature, keys, and two tokens. */
export function addBelongings(stage: Stage, name: string): void {
  const { arvados, names } = stage;
  const { state } = arvados;
  const user = userOf(stage, name);
  const owner_uuid = user.uuid;
  const set = (kind: string, uuid: string) => names.set(`${kind}:${name}`, uuid);
  const project = content.addGroup(state, { name: "project", owner_uuid });
  set("proj", project.uuid);
  const special = content.addGroup(state, { name: `${name} special`, owner_uuid, group_class: "filter" });
  for (const row of [project, special]) row.modified_by_user_uuid = owner_uuid;
  set("data", content.addCollection(state, { name: `${name} data`, owner_uuid }).uuid);
  set("inside", content.addCollection(state, { name: "inside", owner_uuid: project.uuid }).uuid);
  const link = (
    link_class: string,
    head: string,
    more: { name: string; properties?: object; owner_uuid?: string },
  ) =>
    insert(state, "links", {
      link_class,
      tail_uuid: owner_uuid,
      head_uuid: head,
      properties: {},
      ...more,
    } as never);
  link("permission", shared(stage, "vm:rig"), { name: "can_login", properties: { username: user.username } });
  link("permission", shared(stage, "proj:shared"), { name: "can_manage" });
  link("signature", shared(stage, "coll:rig"), { name: "click" });
  link("star", project.uuid, { name, owner_uuid });
  const key = { key_type: "SSH", authorized_user_uuid: owner_uuid, public_key: null, expires_at: null };
  insert(state, "authorized_keys", { ...key, name: `${name} key` });
  insert(state, "authorized_keys", { ...key, name: `${name} own key`, owner_uuid });
  user.prefs = { profile: { org: "X" } };
  const scopes = ["GET /arvados/v1/users/current", "GET /arvados/v1/api_client_authorizations/current"];
  addToken(stage, `${name}.scoped`, user, { scopes });
  content.share(state, "can_read", names.get("user:act") ?? "", project.uuid);
}

/** What several people have together is made once. */
function shared({ arvados: { state }, names }: Stage, name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const made =
    name === "vm:rig"
      ? content.addMachine(state, "rig")
      : name === "coll:rig"
        ? content.addCollection(state, { name: "rig terms" })
        : content.addGroup(state, { name: "shared" });
  names.set(name, made.uuid);
  return made.uuid;
}
