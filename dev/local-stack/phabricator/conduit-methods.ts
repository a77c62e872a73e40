import {
  ConduitException,
  type SimulatedPhabricator,
  type SimulatedProject,
  type SimulatedUser,
} from "./simulated-phabricator.ts";

type Params = Readonly<Record<string, unknown>>;
type Method = (params: Params, phabricator: SimulatedPhabricator) => unknown;

const PAGE_SIZE = 100;

/** UserConduitAPIMethod::buildUserInformationDictionary. */
function describeUser({ phid, userName, isDisabled = false, isApproved = true }: SimulatedUser) {
  const roles = [
    ...(isDisabled ? ["disabled"] : []),
    "verified",
    ...(isApproved ? ["approved"] : []),
    ...(isApproved && !isDisabled ? ["activated"] : []),
  ];
  const uri = `https://phabricator.example.org/p/${userName}/`;
  return { phid, userName, realName: userName, image: "https://phabricator.example.org/x.png", uri, roles };
}

/** The extension of Wikimedia (phabricator-extensions: src/LDAPUserQueryConduitAPIMethod.php, the newest and the first version). */
const ldapQuery: Method = (params, { users, ldapQuery: version }) => {
  const { ldapnames = [], offset = 0, limit = PAGE_SIZE, ...rest } = params;
  rejectOthers(rest);
  const names = readStrings("ldapnames", ldapnames);
  const linked = users.filter(({ ldapName }) => ldapName !== undefined && names.includes(ldapName));
  if (linked.length === 0 && version === "named")
    throw new ConduitException("ERR-INVALID-PARAMETER", `Unknown or missing ldap names: ${names.join(", ")}`);
  // At first it left out the constraint if it knew none of the names.
  const found = linked.length === 0 ? users : linked;
  const page = found.slice(Number(offset), Number(offset) + Number(limit));
  return page.map((user) => ({
    ...describeUser(user),
    ...(version === "named" ? { ldap_username: user.ldapName } : {}),
  }));
};

/** ProjectSearchConduitAPIMethod and PhabricatorApplicationSearchEngine::buildConduitResponse. */
const projectSearch: Method = (params, { projects }) => {
  const {
    constraints = {},
    attachments = {},
    limit = PAGE_SIZE,
    after = null,
    order = null,
    ...rest
  } = params;
  rejectOthers(rest);
  for (const key of Object.keys(constraints as object)) {
    if (key !== "slugs") {
      throw new ConduitException(
        "ERR-CONDUIT-CORE",
        `Constraint "${key}" is not a valid constraint for this query.`,
      );
    }
  }
  const slugs = readStrings("slugs", (constraints as Params).slugs ?? []);
  if (slugs.length === 0) throw new Error("a search without slugs finds every project");
  const visible = projects.filter(({ isVisible = true }) => isVisible);
  const has = (project: SimulatedProject, slug: string) => project.slugs.includes(slug.toLowerCase());
  const found = visible.filter((project) => slugs.some((slug) => has(project, slug)));
  const from = after === null ? 0 : found.findIndex(({ id }) => String(id) === after) + 1;
  const page = found.slice(from, from + Number(limit));
  const isLast = from + page.length >= found.length;
  const slugMap = slugs.flatMap((slug) => {
    const project = page.find((each) => has(each, slug));
    return project ? [[slug, { slug: slug.toLowerCase(), projectPHID: project.phid }] as const] : [];
  });
  return {
    data: page.map((project) => describeProject(project, attachments as Params)),
    // PHP writes an empty map as a list.
    maps: { slugMap: slugMap.length === 0 ? [] : Object.fromEntries(slugMap) },
    query: { queryKey: null },
    cursor: {
      limit: Number(limit),
      after: isLast ? null : String(page.at(-1)?.id),
      before: from === 0 ? null : String(page[0]?.id),
      order,
    },
  };
};

/** PhabricatorProject::getFieldValuesForConduit, PhabricatorProjectsMembersSearchEngineAttachment. */
function describeProject({ id, phid, name, slugs, members }: SimulatedProject, attachments: Params) {
  const fields = {
    name,
    slug: slugs[0] ?? null,
    subtype: "default",
    milestone: null,
    depth: 0,
    parent: null,
    icon: { key: "group", name: "Group", icon: "fa-users" },
    color: { key: "violet", name: "Violet" },
  };
  const withMembers = attachments.members
    ? { members: { members: members.map((each) => ({ phid: each })) } }
    : {};
  return { id, type: "PROJ", phid, fields, attachments: withMembers };
}

const whoAmI: Method = (params, { bot }) => {
  rejectOthers(params);
  return { ...describeUser(bot), primaryEmail: "acct@example.org" };
};

export const CONDUIT_METHODS: Readonly<Record<string, Method>> = {
  "user.whoami": whoAmI,
  "user.ldapquery": ldapQuery,
  "project.search": projectSearch,
};

function readStrings(name: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw new ConduitException(
    "ERR-CONDUIT-CORE",
    `Error while reading "${name}": Expected a list of strings, but value is not a list.`,
  );
}

function rejectOthers(rest: Params): void {
  const [name] = Object.keys(rest);
  if (name !== undefined) {
    // ConduitAPIMethod::executeMethod would ignore some of these, so that a mistake would stay unnoticed.
    throw new Error(`the parameter ${name} is not one that acct needs`);
  }
}
