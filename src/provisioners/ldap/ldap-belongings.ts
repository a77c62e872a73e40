import type { Provisioner } from "../provisioner.ts";
import type { LdapParts } from "./ldap-parts.ts";
import { countOnlyOwned } from "./owned-groups.ts";

/** What people own in the directory: groups. Nobody gets them when they leave, so people have to name another owner. */
export function ldapBelongings({ config, session, people }: LdapParts): Pick<Provisioner, "belongings"> {
  return {
    belongings: {
      count: (person) =>
        session(async (client) => {
          const entry = await people.findOurs(client, person);
          if (!entry) return [];
          const tree = { ...config, root: await people.root(client) };
          const count = await countOnlyOwned(client, tree, entry.dn, new Date());
          return count === 0 ? [] : [{ what: "groups without another owner", count, fate: "stays" }];
        }),
    },
  };
}
