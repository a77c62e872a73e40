import { type ApiAnswer, type ApiCall, type SimulatedApi, startSimulatedApi } from "../simulated-api.ts";
import { findAccounts } from "./account-query.ts";

export interface SimulatedAccount {
  readonly id: number;
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly isInactive?: boolean;
}

export interface SimulatedGroup {
  readonly uuid: string;
  readonly name: string;
  readonly number: number;
  readonly isVisibleToAll: boolean;
  /** IDs of accounts. */
  readonly members: readonly number[];
  /** UUIDs of groups in this one. */
  readonly includes?: readonly string[];
  /** False: acct's account may not see it. */
  readonly isVisible?: boolean;
}

export interface SimulatedGerrit extends SimulatedApi {
  readonly accounts: SimulatedAccount[];
  readonly groups: SimulatedGroup[];
  readonly user: string;
  readonly password: string;
  /** auth.type (config-gerrit.html). */
  authType: string;
  /** The fields of their account that people may change themselves. */
  editableFields: string[];
}

const json = (value: unknown): ApiAnswer => ({
  status: 200,
  headers: { "content-type": "application/json; charset=UTF-8", "content-disposition": "attachment" },
  // rest-api.html, "Output Format"
  body: `)]}'\n${JSON.stringify(value)}`,
});

/** RestApiServlet answers errors in plain text. */
const error = (status: number, body: string): ApiAnswer => ({
  status,
  headers: { "content-type": "text/plain; charset=UTF-8" },
  body,
});

/**
 * Starts a server that answers the calls of Gerrit's REST API that acct makes, as Gerrit 3 does. The shapes are those of
 * Documentation/rest-api.txt, rest-api-accounts.txt, rest-api-groups.txt, and rest-api-config.txt.
 */
export async function startGerrit(): Promise<SimulatedGerrit> {
  const state = {
    accounts: [{ id: 1_000_000, username: "acct" }] as SimulatedAccount[],
    groups: [] as SimulatedGroup[],
    user: "acct",
    password: "generated-by-gerrit",
    authType: "LDAP",
    editableFields: ["FULL_NAME", "REGISTER_NEW_EMAIL"],
  };
  const gerrit: SimulatedGerrit = Object.assign(
    await startSimulatedApi((call) => answer(call, gerrit)),
    state,
  );
  return gerrit;
}

function answer(call: ApiCall, gerrit: SimulatedGerrit): ApiAnswer {
  if (call.method !== "GET") throw new Error("acct must not change anything");
  const path = call.path.startsWith("/a/") ? call.path.slice("/a/".length) : undefined;
  if (path === undefined) throw new Error("without /a/, Gerrit answers as to someone who isn't signed in");
  const expected = `Basic ${Buffer.from(`${gerrit.user}:${gerrit.password}`).toString("base64")}`;
  if (call.headers.authorization !== expected) {
    const answered = error(401, "Unauthorized");
    return {
      ...answered,
      headers: { ...answered.headers, "www-authenticate": 'Basic realm="Gerrit Code Review"' },
    };
  }
  const [place, id = "", below = ""] = path.split("/").map(decodeURIComponent);
  if (place === "config")
    return id === "server" && below === "info" ? serverInfo(gerrit) : error(404, "Not found");
  if (place === "accounts") return answerAccounts(call, gerrit, id, below);
  if (place === "groups") return answerGroups(call, gerrit, id, below);
  return error(404, "Not found");
}

/** ServerInfo. */
const serverInfo = ({ authType, editableFields }: SimulatedGerrit) =>
  json({
    accounts: { visibility: "ALL" },
    auth: {
      auth_type: authType,
      editable_account_fields: editableFields,
      git_basic_auth_policy: "HTTP_LDAP",
    },
    gerrit: { all_projects: "All-Projects", all_users: "All-Users" },
  });

function answerAccounts(call: ApiCall, gerrit: SimulatedGerrit, id: string, below: string): ApiAnswer {
  if (id === "") return queryAccounts(call, gerrit);
  const account = gerrit.accounts.find((each) =>
    id === "self" ? each.username === gerrit.user : String(each.id) === id,
  );
  if (!account) return error(404, `Not found: ${id}`);
  if (below === "") return json(describeAccount(account));
  if (below !== "groups") return error(404, "Not found");
  // GetGroups lists those that the caller may see, and among them those whose members the caller may see.
  const ids = new Set(
    gerrit.groups.filter((group) => isIn(account.id, group, gerrit)).map(({ uuid }) => uuid),
  );
  const self = account.username === gerrit.user;
  const shown = gerrit.groups.filter(
    (group) => ids.has(group.uuid) && isVisible(group) && (self || group.isVisibleToAll),
  );
  return json([
    { options: {}, id: "global%3ARegistered-Users", name: "Registered Users" },
    ...shown.map(describeGroup),
  ]);
}

function queryAccounts({ query }: ApiCall, gerrit: SimulatedGerrit): ApiAnswer {
  const { q, o, n, ...rest } = Object.fromEntries(query);
  const [other] = Object.keys(rest);
  if (other !== undefined || o !== "DETAILS") throw new Error(`unexpected options: ${query}`);
  const limit = Number(n ?? 25);
  const found = findAccounts(q ?? "", gerrit.accounts);
  const page: object[] = found.slice(0, limit).map(describeAccount);
  if (found.length > limit) page[page.length - 1] = { ...page.at(-1), _more_accounts: true };
  return json(page);
}

function answerGroups({ query }: ApiCall, gerrit: SimulatedGerrit, id: string, below: string): ApiAnswer {
  // rest-api-groups.html, "{group-id}": the UUID, the number, or the name.
  const group = gerrit.groups.find(
    ({ uuid, name, number }) => uuid === id || String(number) === id || name === id,
  );
  if (!group || !isVisible(group)) return error(404, `Not found: ${id}`);
  if (below === "") return json(describeGroup(group));
  if (below !== "members") return error(404, "Not found");
  const isRecursive = query.has("recursive");
  const all = gerrit.accounts.filter((account) =>
    isRecursive ? isIn(account.id, group, gerrit) : group.members.includes(account.id),
  );
  // GroupControl.canSeeMember: without the right to see the members, everyone sees only themselves.
  return json(
    all.filter(({ username }) => group.isVisibleToAll || username === gerrit.user).map(describeAccount),
  );
}

const isVisible = ({ isVisible: visible = true }: SimulatedGroup) => visible;

function isIn(
  account: number,
  group: SimulatedGroup,
  gerrit: SimulatedGerrit,
  seen = new Set<string>(),
): boolean {
  if (group.members.includes(account)) return true;
  if (seen.has(group.uuid)) return false;
  seen.add(group.uuid);
  return (group.includes ?? []).some((uuid) => {
    const inner = gerrit.groups.find((each) => each.uuid === uuid);
    return inner !== undefined && isIn(account, inner, gerrit, seen);
  });
}

/** AccountInfo with DETAILS. `inactive` is set only if it is true. */
const describeAccount = ({ id, username, email, isInactive = false }: SimulatedAccount) => ({
  _account_id: id,
  name: username ?? `Account ${id}`,
  ...(email === undefined ? {} : { email }),
  ...(username === undefined ? {} : { username }),
  ...(isInactive ? { inactive: true } : {}),
});

/** GroupInfo. `visible_to_all` is set only if it is true. */
const describeGroup = ({ uuid, name, number, isVisibleToAll }: SimulatedGroup) => ({
  url: `#/admin/groups/uuid-${uuid}`,
  options: isVisibleToAll ? { visible_to_all: true } : {},
  group_id: number,
  owner: "Administrators",
  owner_id: "6a1e70e1a88782771a91808c8af9bbb7a9871389",
  created_on: "2023-08-08 15:53:56.000000000",
  id: encodeURIComponent(uuid),
  name,
});
