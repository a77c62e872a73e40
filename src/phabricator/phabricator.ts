import { z } from "zod";
import { noGuards } from "../credentials/login-guard.ts";
import { Failure } from "../failure/failure.ts";
import { ConduitError, openConduit, type PhabricatorConfig } from "./conduit.ts";

export interface PhabricatorUser {
  readonly phid: string;
  readonly username: string;
  /** "disabled", "activated", "approved", and others (UserConduitAPIMethod). */
  readonly roles: readonly string[];
}

export interface PhabricatorProject {
  readonly phid: string;
  readonly name: string;
  /** The PHIDs of its members, and of the members of its subprojects. */
  readonly members: ReadonlySet<string>;
}

/** What acct reads in Phabricator. All of it throws a `Failure` if Phabricator doesn't answer as it should. */
export interface Phabricator {
  /** Finds the users whose LDAP account has one of these names. */
  findByLdapNames(names: readonly string[], signal?: AbortSignal): Promise<readonly PhabricatorUser[]>;
  /** Undefined if there is no project with this hashtag, or if acct may not see it. */
  findProject(slug: string, signal?: AbortSignal): Promise<PhabricatorProject | undefined>;
  /** Logs in. Throws a `Failure` if that doesn't work, or if the token is another user's. */
  check(): Promise<void>;
}

const user = z
  .looseObject({ phid: z.string(), userName: z.string(), roles: z.array(z.string()) })
  .transform(({ phid, userName, roles, ...rest }) => ({ phid, username: userName, roles, ...rest }));

const linkedUsers = z.array(user.and(z.looseObject({ ldap_username: z.string().optional() })));

/** PHP writes an empty map as a list. */
const map = <T extends z.ZodType>(values: T) =>
  z.union([
    z.array(z.never()).transform((): Record<string, z.output<T>> => ({})),
    z.record(z.string(), values),
  ]);

const projects = z.looseObject({
  data: z.array(
    z.looseObject({
      phid: z.string(),
      fields: z.looseObject({ name: z.string() }),
      attachments: z.looseObject({
        members: z.looseObject({ members: z.array(z.looseObject({ phid: z.string() })) }),
      }),
    }),
  ),
  maps: z.looseObject({ slugMap: map(z.looseObject({ projectPHID: z.string() })) }),
});

/** Reads users and projects of Phabricator. Everything is read with methods that change nothing. */
export function openPhabricator(config: PhabricatorConfig, guards = noGuards): Phabricator {
  const { url } = config;
  const conduit = openConduit(config, guards);

  return {
    async findByLdapNames(names, signal) {
      // Without a name, some versions return everyone.
      if (names.length === 0) return [];
      const params = { ldapnames: names, offset: 0, limit: 100 };
      const found = await conduit.call("user.ldapquery", params, linkedUsers, signal).catch(noneOrThrow);
      if (found.some((each) => each.ldap_username === undefined)) {
        throw new Failure(
          `Phabricator (${url}) doesn't say which LDAP accounts its users are linked to: install a newer version of the extension with user.ldapquery`,
          { lasts: true },
        );
      }
      return found.filter((each) => names.includes(each.ldap_username ?? ""));
    },

    async findProject(slug, signal) {
      // A constraint without values would match every project.
      if (slug === "") return undefined;
      const params = { constraints: { slugs: [slug] }, attachments: { members: true } };
      const { data, maps } = await conduit.call("project.search", params, projects, signal);
      const phid = maps.slugMap[slug]?.projectPHID;
      const project = data.find((each) => each.phid === phid);
      if (!project) return undefined;
      const members = project.attachments.members.members.map((each) => each.phid);
      return { phid: project.phid, name: project.fields.name, members: new Set(members) };
    },

    async check() {
      const { username } = await conduit.call("user.whoami", {}, user);
      if (config.user === undefined || config.user === username) return;
      throw new Failure(
        `PHABRICATOR_TOKEN belongs to ${username}, but phabricator.user is ${config.user}: use a token of ${config.user}`,
        { lasts: true },
      );
    },
  };
}

/** The method answers with an error if it knows none of the names (LDAPUserQueryConduitAPIMethod). */
function noneOrThrow(error: unknown): z.output<typeof linkedUsers> {
  if (!(error instanceof ConduitError)) throw error;
  if (error.code === "ERR-INVALID-PARAMETER" && error.info.startsWith("Unknown or missing ldap names"))
    return [];
  if (/method "?user\.ldapquery"? does not exist/i.test(error.info)) {
    throw new Failure(
      "Phabricator has no user.ldapquery, so acct can't tell whose LDAP account is whose: install the extension that has it",
      { cause: error, lasts: true },
    );
  }
  throw error;
}
