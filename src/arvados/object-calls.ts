import { z } from "zod";
import { Failure } from "../failure/failure.ts";
import type { Arvados, NewLink } from "./arvados.ts";
import { isNotFound, isUncertain } from "./arvados-error.ts";
import type { ArvadosHttp, Listed } from "./arvados-http.ts";
import { groupRecord, linkRecord, machineRecord } from "./records.ts";
import { isUuid, type UuidType } from "./uuid.ts";

type ObjectCalls = Pick<
  Arvados,
  | "listLinks"
  | "createLink"
  | "deleteLink"
  | "findGroup"
  | "listGroups"
  | "createGroup"
  | "count"
  | "findMachine"
>;

/** Links, groups, and virtual machines (Arvados, doc/api/methods/links.html.textile.liquid and those beside it). */
export function objectCalls(http: ArvadosHttp): ObjectCalls {
  const whole = <T>({ items, missing }: Listed<T>): readonly T[] => {
    if (missing === 0) return items;
    throw new Failure(`Arvados (${http.url}) left ${missing} entries out of a list`);
  };
  const findGroup = (uuid: string) => http.find(pathOf("groups", uuid, "group"), groupRecord);
  const findLink = (uuid: string) => http.find(pathOf("links", uuid, "link"), linkRecord);

  /** Creates what has a UUID of its own. After a failure that may have been none, it is looked up. */
  async function once<T>(
    create: () => Promise<T>,
    look: (() => Promise<T | undefined>) | undefined,
  ): Promise<T> {
    try {
      return await create();
    } catch (error) {
      const there = isUncertain(error) ? await look?.() : undefined;
      if (there === undefined) throw error;
      return there;
    }
  }

  return {
    listLinks: async (filters) => whole(await http.list("links", filters, linkRecord)),

    async createLink(link) {
      const { uuid } = link;
      const create = () =>
        http.send({ method: "POST", path: "links", body: { link: attributesOf(link) } }, linkRecord);
      const made = await once(create, uuid === undefined ? undefined : () => findLink(uuid));
      if (made.headUuid === link.headUuid && made.tailUuid === link.tailUuid) return made;
      throw new Failure(
        `Arvados (${http.url}) accepted a link from ${link.tailUuid} to ${link.headUuid}, but made another one`,
      );
    },

    async deleteLink(uuid) {
      try {
        await http.send({ method: "DELETE", path: pathOf("links", uuid, "link") }, z.unknown());
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    findGroup,
    listGroups: (filters, onProgress) => http.list("groups", filters, groupRecord, onProgress),

    createGroup({ uuid, name, groupClass, description, ownerUuid }) {
      const group = {
        ...{ uuid, name, group_class: groupClass, description },
        ...(ownerUuid === undefined ? {} : { owner_uuid: ownerUuid }),
      };
      return once(
        () => http.send({ method: "POST", path: "groups", body: { group } }, groupRecord),
        () => findGroup(uuid),
      );
    },

    count: (resource, filters) => http.count(resource, filters),

    async findMachine(name) {
      if (isUuid(name, "virtualMachine"))
        return http.find(pathOf("virtual_machines", name, "virtualMachine"), machineRecord);
      const found = await http.list("virtual_machines", [["hostname", "=", name]], machineRecord);
      return whole(found)[0];
    },
  };
}

const attributesOf = ({ uuid, linkClass, name, tailUuid, headUuid, ownerUuid, properties }: NewLink) => ({
  ...(uuid === undefined ? {} : { uuid }),
  link_class: linkClass,
  name,
  tail_uuid: tailUuid,
  head_uuid: headUuid,
  ...(ownerUuid === undefined ? {} : { owner_uuid: ownerUuid }),
  ...(properties === undefined ? {} : { properties }),
});

function pathOf(resource: string, uuid: string, type: UuidType): string {
  if (isUuid(uuid, type)) return `${resource}/${uuid}`;
  throw new Error(`${uuid} is no UUID of a ${type}`);
}
