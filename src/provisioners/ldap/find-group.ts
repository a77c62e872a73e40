import { AndFilter, type Client, type Entry, EqualityFilter } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { externalIdIn, NameConflictError, type Project } from "../provisioner.ts";
import { isInBranch, isSameDn } from "./dn.ts";
import { below, findAny, hasClass, text, texts } from "./entries.ts";
import { hasId, ID_ATTRIBUTES, idFilters } from "./entry-id.ts";

const equals = (attribute: string, value: string) => new EqualityFilter({ attribute, value });
const isGroup = (entry: Entry) => hasClass(entry, "posixGroup");
const isCalled = (entry: Entry, name: string) =>
  texts(entry.cn).some((cn) => cn.toLowerCase() === name.toLowerCase());

/** Where groups are, and where else their names and numbers are taken. */
export interface GroupTree {
  readonly root: string;
  readonly groupsDn: string;
}

/** Finds a group by its name, wherever it is; one in our branch counts first. */
export async function findGroupByName(
  client: Client,
  { root, groupsDn }: GroupTree,
  name: string,
): Promise<Entry | undefined> {
  const filter = new AndFilter({ filters: [equals("objectClass", "posixGroup"), equals("cn", name)] });
  const groups = await findAny(client, root, [filter], ["*", ...ID_ATTRIBUTES]);
  return groups.toSorted(
    (a, b) => Number(isInBranch(b.dn, groupsDn)) - Number(isInBranch(a.dn, groupsDn)),
  )[0];
}

/**
 * Finds the group of this project, wherever it is and whatever it is called by now: by its ID, or by our number. Throws
 * `NameConflictError` if the name belongs to another group or to an entry of another class in our branch, and a `Failure` if
 * another group has our number.
 */
export async function findGroup(
  client: Client,
  { root, groupsDn }: GroupTree,
  project: Project,
): Promise<Entry | undefined> {
  const { name, gidNumber } = project;
  const id = externalIdIn(project, "LDAP");
  const numbered = new AndFilter({
    filters: [equals("objectClass", "posixGroup"), equals("gidNumber", String(gidNumber))],
  });
  const filters = [...idFilters(id), equals("cn", name), numbered];
  const entries = await findAny(client, root, filters, ["*", ...ID_ATTRIBUTES]);
  const groups = entries.filter(isGroup);
  const ours = groups.find((entry) => hasId(entry, id));
  if (ours) return ours;
  const withNumber = groups.filter((entry) => text(entry.gidNumber) === String(gidNumber));
  const exact = withNumber.find((entry) => isCalled(entry, name));
  if (exact) return exact;
  const conflict = findNamesake(entries, groupsDn, name);
  if (conflict) throw groupConflict(name, conflict);
  if (withNumber[0]) {
    throw new Failure(
      `gidNumber ${gidNumber} of ${name} is ${text(withNumber[0].cn)} in LDAP now: ${withNumber[0].dn}. If this is the same group, give it its name back`,
      { lasts: true },
    );
  }
  return undefined;
}

/** Of entries with this name, the one that a new group would collide with: any group, or the entry that would have its DN. */
export function findNamesake(entries: readonly Entry[], groupsDn: string, name: string): Entry | undefined {
  const dn = below(groupsDn, { cn: name });
  return entries.find((entry) => isCalled(entry, name) && (isGroup(entry) || isSameDn(entry.dn, dn)));
}

export function groupConflict(name: string, entry: Entry): NameConflictError {
  const what = isGroup(entry) ? `gidNumber ${text(entry.gidNumber)}` : `not a posixGroup: ${entry.dn}`;
  return new NameConflictError(`LDAP has a group ${name} that is not ours: ${what}.`, "project");
}
