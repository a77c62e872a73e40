import { type ArvadosOptions, startArvados } from "../../dev/local-stack/arvados/start-arvados.ts";
import { arvadosClient } from "../../src/arvados/arvados-client.ts";
import type { ArvadosConfig } from "../../src/provisioners/arvados/arvados-config.ts";
import { arvadosProvisioner } from "../../src/provisioners/arvados/arvados-provisioner.ts";
import type { Person, Project } from "../../src/provisioners/provisioner.ts";

/** A fresh simulated cluster with an admin, whose token acct has. `waits` has how many ms the client waited, each time. */
export async function newArvados(options: ArvadosOptions = {}, but: Partial<ArvadosConfig> = {}) {
  const server = await startArvados(options);
  const admin = server.addUser({ email: "admin@example.org", is_admin: true, is_active: true });
  const token = server.addToken(admin);
  const waits: number[] = [];
  const client = arvadosClient({ url: server.url, token }, { wait: async (ms) => waits.push(ms) });
  const config = { groups: [], projectGroups: false, preActivated: {}, ...but };
  const site = { arvados: client, config };
  const { tables } = server.state;
  return {
    ...{ server, admin, token, client, site, waits, tables },
    provisioner: arvadosProvisioner(site),
    userAt: (email: string) => {
      const user = tables.users.find((each) => each.email === email);
      if (!user) throw new Error(`There is no ${email}`);
      return user;
    },
    /** The calls that change something. */
    changes: () =>
      server.calls.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`),
  };
}

export const amy: Person = {
  username: "asmith",
  uidNumber: 70_001,
  givenName: "Amy",
  familyName: "Smith",
  email: "amy@example.org",
};
export const astro: Project = { name: "astro", gidNumber: 71_001, description: "Stars", adopted: false };
