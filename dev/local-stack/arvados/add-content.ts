import { addRecord } from "./add-record.ts";
import { type ArvadosState, insert, md5, systemUser } from "./arvados-state.ts";
import { createUser, nameFor } from "./create-user.ts";
import { givePermission, lookUp } from "./permission-links.ts";
import { setUpUser } from "./set-up-user.ts";
import type {
  ArvadosCollection,
  ArvadosContainerRequest,
  ArvadosGroup,
  ArvadosKey,
  ArvadosLink,
  ArvadosMachine,
  ArvadosUser,
} from "./tables.ts";

export interface NewUser extends Partial<ArvadosUser> {
  /** Whether the user was set up. Active users always were. */
  readonly isInvited?: boolean;
}

const rootOf = ({ tables, settings }: ArvadosState) => {
  const root = tables.users.find(({ uuid }) => uuid === systemUser(settings));
  if (!root) throw new Error("This cluster has no system root user.");
  return { user: root, token: undefined };
};

/** Adds a user as the system root would: not invited and not active, unless `user` says something else. */
export function addUser(state: ArvadosState, { isInvited = false, ...given }: NewUser): ArvadosUser {
  const by = systemUser(state.settings);
  const user = createUser(state, given, { username: nameFor(state, given), by });
  if (isInvited) setUpUser(state, user, { by });
  return user;
}

export interface NewCollection extends Partial<ArvadosCollection> {
  /** The files by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Adds a collection; without an owner it belongs to the system root user. */
export function addCollection(state: ArvadosState, { files, ...given }: NewCollection): ArvadosCollection {
  const manifest = files === undefined ? undefined : store(state, files);
  const rest = manifest === undefined ? given : { ...given, manifest_text: manifest };
  return addRecord(state, rootOf(state), "collections", rest) as ArvadosCollection;
}

/** Puts files in Keep. Each is a block of its own. */
function store({ blocks }: ArvadosState, files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([name, text]) => {
      const content = Buffer.from(text);
      blocks.set(md5(content), content);
      return `. ${md5(content)}+${content.length} 0:${content.length}:${name.replaceAll(" ", "\\040")}\n`;
    })
    .join("");
}

/** Makes a collection something that everyone has to sign before they are activated. */
export function requireAgreement(
  state: ArvadosState,
  { uuid }: Pick<ArvadosCollection, "uuid">,
): ArvadosLink {
  return insert(state, "links", {
    link_class: "signature",
    name: "require",
    tail_uuid: systemUser(state.settings),
    head_uuid: uuid,
    properties: {},
  });
}

/** Adds a project, unless `group_class` says something else. */
export const addGroup = (state: ArvadosState, given: Partial<ArvadosGroup>): ArvadosGroup =>
  addRecord(state, rootOf(state), "groups", { group_class: "project", ...given }) as ArvadosGroup;

export const addMachine = (state: ArvadosState, hostname: string): ArvadosMachine =>
  addRecord(state, rootOf(state), "virtual_machines", { hostname }) as ArvadosMachine;

/** Adds a container request; "Committed" with a priority is one that runs or waits. */
export const addContainerRequest = (
  state: ArvadosState,
  given: Partial<ArvadosContainerRequest>,
): ArvadosContainerRequest => {
  const columns = { state: "Committed", priority: 500, ...given };
  return addRecord(state, rootOf(state), "container_requests", columns) as ArvadosContainerRequest;
};

export const addKey = (state: ArvadosState, user: ArvadosUser, publicKey: string): ArvadosKey =>
  addRecord(state, rootOf(state), "authorized_keys", {
    name: "key",
    owner_uuid: user.uuid,
    authorized_user_uuid: user.uuid,
    public_key: publicKey,
  }) as ArvadosKey;

/** Gives a permission: "can_read", "can_write", or "can_manage". */
export const share = (state: ArvadosState, name: string, tail: string, head: string): ArvadosLink =>
  givePermission(
    state,
    lookUp(state, { name, tail_uuid: tail, head_uuid: head }),
    systemUser(state.settings),
  );
