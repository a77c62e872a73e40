import type { ArvadosUser } from "../../arvados/arvados.ts";
import type { Belonging } from "../belongings.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { countIn, findOwners } from "./owned.ts";

/**
 * Counts what someone has in Arvados, also within their projects. An admin's token can't see other people's tokens, so they are
 * missing.
 */
export async function countBelongings(site: ArvadosSite, { uuid }: ArvadosUser): Promise<Belonging[]> {
  const owners = await findOwners(site, uuid);
  const found: Belonging[] = [
    { what: "collections", count: await countIn(site, "collections", owners), fate: "moves" },
    { what: "projects", count: owners.length - 1, fate: "moves" },
    { what: "workflows", count: await countIn(site, "workflows", owners), fate: "moves" },
    {
      what: "running containers",
      count: await countIn(site, "container_requests", owners, [
        ["state", "=", "Committed"],
        ["priority", ">", 0],
      ]),
      fate: "ends",
    },
    {
      what: "SSH keys",
      count: await site.arvados.count("authorized_keys", [["authorized_user_uuid", "=", uuid]]),
      fate: "ends",
    },
  ];
  return found.filter(({ count }) => count > 0);
}
