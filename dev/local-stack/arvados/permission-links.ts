import { levelOf } from "./access.ts";
import { type ArvadosState, insert, touch } from "./arvados-state.ts";
import type { ArvadosLink } from "./tables.ts";

interface Ends {
  readonly name: string;
  readonly tail_uuid: string;
  readonly head_uuid: string;
}

function findLink({ tables }: ArvadosState, { name, tail_uuid, head_uuid }: Ends): ArvadosLink | undefined {
  return tables.links.find(
    (link) =>
      link.link_class === "permission" &&
      link.name === name &&
      link.tail_uuid === tail_uuid &&
      link.head_uuid === head_uuid,
  );
}

/** What is there between two already: the same permission, another level of it, or neither. */
export interface Known {
  readonly ends: Ends;
  readonly same: ArvadosLink | undefined;
  readonly other: ArvadosLink | undefined;
}

export function lookUp(state: ArvadosState, ends: Ends): Known {
  const other = state.tables.links.find(
    (link) =>
      link.link_class === "permission" &&
      link.tail_uuid === ends.tail_uuid &&
      link.head_uuid === ends.head_uuid &&
      levelOf(link.name) > 0,
  );
  return { ends, same: findLink(state, ends), other };
}

/** Gives a permission. If there is one between the two already, the higher of both stays (services/api/app/models/link.rb). */
export function givePermission(state: ArvadosState, { ends, other }: Known, by: string): ArvadosLink {
  if (!other || levelOf(ends.name) === 0) return addPermission(state, ends, by);
  if (levelOf(ends.name) > levelOf(other.name)) other.name = ends.name;
  touch(state, other, by);
  return other;
}

/** Makes a link even if there is one already. */
export function addPermission(state: ArvadosState, ends: Ends, by: string): ArvadosLink {
  const rest = { link_class: "permission", properties: {}, modified_by_user_uuid: by };
  return insert(state, "links", { ...ends, ...rest });
}
