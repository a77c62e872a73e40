import { agreementCalls } from "./agreement-calls.ts";
import type { Arvados } from "./arvados.ts";
import { type ArvadosHttpDeps, arvadosHttp } from "./arvados-http.ts";
import type { ArvadosServer } from "./call-arvados.ts";
import { objectCalls } from "./object-calls.ts";
import { type ConfigRecord, configRecord, tokenRecord } from "./records.ts";
import { userCalls } from "./user-calls.ts";

/** A cluster of Arvados 2.7 or later, through the controller's API, for which acct has an admin's token. */
export function arvadosClient(server: ArvadosServer, deps: ArvadosHttpDeps = {}): Arvados {
  const http = arvadosHttp(server, deps);
  let known: ConfigRecord | undefined;
  const config = async () => {
    known ??= await http.get("config", configRecord);
    return known;
  };
  return {
    url: server.url,
    async cluster() {
      const { ClusterID: id, Login } = await config();
      const { LoginCluster: at } = Login;
      return { id, loginCluster: at === "" || at === id ? undefined : at };
    },
    token: () => http.find("api_client_authorizations/current", tokenRecord),
    ...userCalls(http),
    ...objectCalls(http),
    ...agreementCalls(http, server, config),
  };
}
