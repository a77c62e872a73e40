import type { Arvados } from "../../arvados/arvados.ts";
import type { AccountRef } from "../provisioner.ts";
import type { ArvadosConfig } from "./arvados-config.ts";

/** A cluster, and what acct is to do there. */
export interface ArvadosSite {
  readonly arvados: Arvados;
  readonly config: Omit<ArvadosConfig, "url" | "ca" | "token">;
}

/** Someone who has no number yet has no account in the registry either. */
export type PersonRef = Omit<AccountRef, "uidNumber">;
