import { isSystemUser } from "../../src/arvados/uuid.ts";
import { type ArvadosState, allUsersGroup } from "../local-stack/arvados/arvados-state.ts";
import type { ArvadosUser, Row } from "../local-stack/arvados/tables.ts";
import type { PanelGroup, PanelRow } from "../sandbox/panel.ts";

/** How far someone is in the cluster, as the cluster itself stores it. */
export function stateOfUser(state: ArvadosState, { uuid, is_active }: ArvadosUser): string {
  if (is_active) return "active";
  const isSetUp = state.tables.links.some(
    ({ link_class, tail_uuid, head_uuid }) =>
      link_class === "permission" && tail_uuid === uuid && head_uuid === allUsersGroup(state.settings),
  );
  return isSetUp ? "set up, not active yet" : "not set up";
}

/** The people of the cluster, what they have signed, and whose the collections are. */
export function arvadosPanel(state: ArvadosState, isShown: (user: ArvadosUser) => boolean): PanelGroup[] {
  const { users, collections, links } = state.tables;
  const people = users.filter((user) => !isSystemUser(user.uuid) && isShown(user));
  const required = links.filter(({ link_class, name }) => link_class === "signature" && name === "require");
  const documents = new Set(required.map(({ head_uuid }) => head_uuid));
  const hasSigned = ({ uuid }: ArvadosUser) =>
    links.some(
      ({ link_class, name, tail_uuid, head_uuid }) =>
        link_class === "signature" && name === "click" && tail_uuid === uuid && documents.has(head_uuid),
    );
  const owned = collections.filter(({ owner_uuid }) => !isSystemUser(owner_uuid));
  return [
    {
      title: "Users",
      isOpen: true,
      note: `${people.filter(({ is_active }) => is_active).length} of ${people.length} are active`,
      rows: newestFirst(people).map((user) => ({
        label: user.username ?? "",
        text: `${nameOf(user)}: ${stateOfUser(state, user)}, ${hasSigned(user) ? "signed" : "not signed"}`,
      })),
    },
    {
      title: "Collections",
      isOpen: true,
      note: owned.length === 1 ? "1 collection" : `${owned.length} collections`,
      rows: newestFirst(owned).map(
        ({ name, owner_uuid }): PanelRow => ({ label: name ?? "", text: describeOwner(state, owner_uuid) }),
      ),
    },
    {
      title: "User agreements",
      isOpen: true,
      rows: collections
        .filter(({ uuid }) => documents.has(uuid))
        .map(({ name }) => ({
          label: name ?? "",
          text: `required of everyone, signed by ${people.filter(hasSigned).length}`,
        })),
    },
  ];
}

const newestFirst = <Item extends Row>(items: readonly Item[]) => items.toSorted((a, b) => b.id - a.id);

const nameOf = ({ first_name, last_name }: Pick<ArvadosUser, "first_name" | "last_name">) =>
  `${first_name} ${last_name}`.trim();

/** "Henrik Hopper, in the project Pulsars" */
function describeOwner({ tables }: ArvadosState, uuid: string): string {
  const path: string[] = [];
  for (let at = uuid; ; ) {
    const user = tables.users.find((one) => one.uuid === at);
    if (user) return [nameOf(user), ...(path.length > 0 ? [`in ${path.join("/")}`] : [])].join(", ");
    const group = tables.groups.find((one) => one.uuid === at);
    if (!group) return "no one";
    path.unshift(group.name ?? "");
    at = group.owner_uuid;
  }
}
