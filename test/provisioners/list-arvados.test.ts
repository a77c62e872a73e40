import { afterAll } from "vitest";
import * as content from "../../dev/local-stack/arvados/add-content.ts";
import { freePort } from "../../dev/local-stack/child.ts";
import { arvadosClient } from "../../src/arvados/arvados-client.ts";
import { arvadosProvisioner } from "../../src/provisioners/arvados/arvados-provisioner.ts";
import type { Source } from "../../src/provisioners/found.ts";
import { newArvados } from "../arvados/new-arvados.ts";
import { holdsSourceContract } from "../contracts/source.contract.ts";

const { server, site, tables } = await newArvados({}, { projectGroups: true });
afterAll(() => server.stop());
const amy = server.addUser({
  email: "Amy@example.org",
  first_name: "Amy",
  last_name: "Smith",
  is_active: true,
});
const bo = server.addUser({ email: "bo@example.org", isInvited: true });
server.addUser({ email: "far@example.org", uuid: "aaaaa-tpzed-000000000000001", is_active: true });
const astro = content.addGroup(server.state, { name: "astro", group_class: "role" });
content.addGroup(server.state, { name: "own project", owner_uuid: amy.uuid });
content.share(server.state, "can_manage", amy.uuid, astro.uuid);
content.share(server.state, "can_write", bo.uuid, astro.uuid);

const at = (url: string): Source => {
  const arvados = arvadosClient({ url, token: server.token }, { wait: async () => undefined });
  const { list } = arvadosProvisioner({ ...site, arvados });
  if (!list) throw new Error("Arvados can't be listed");
  return { system: "Arvados", read: list };
};

holdsSourceContract(() => ({
  source: at(server.url),
  accounts: {
    Amy: {
      id: amy.uuid,
      givenName: "Amy",
      familyName: "Smith",
      emails: ["Amy@example.org"],
      state: "active",
    },
    bo: { id: bo.uuid, emails: ["bo@example.org"], state: "disabled" },
    far: { state: "active", isReadOnly: true },
  },
  projects: { astro: { members: ["Amy", "bo"], owners: ["Amy"] } },
  left: ["root", "anonymous", "All users", "own project"],
  inspect: async () => JSON.stringify(tables),
  // Something on the way, or in Arvados, leaves out what it counts.
  async cut() {
    server.fault = ({ path, query }) =>
      path === "/users" && !query.includes("%22%3E%22")
        ? { status: 200, body: { items: [], items_available: 5 } }
        : undefined;
    return {
      source: at(server.url),
      async close() {
        server.fault = undefined;
      },
    };
  },
  away: async () => at(`http://127.0.0.1:${await freePort()}`),
}));
