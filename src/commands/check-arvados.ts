import type { Arvados, ArvadosToken } from "../arvados/arvados.ts";
import { arvadosClient } from "../arvados/arvados-client.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { Failure } from "../failure/failure.ts";
import type { ArvadosConfig } from "../provisioners/arvados/arvados-config.ts";
import { findCommonGroups } from "../provisioners/arvados/role-groups.ts";
import { findMachine } from "../provisioners/arvados/set-up.ts";
import type { Checked } from "./doctor-check.ts";

interface CheckOptions {
  readonly guards?: LoginGuards;
  readonly now: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const WARNING_DAYS = 30;

/**
 * Whether acct's token is an admin's and may do everything, whether the virtual machine and the groups of the settings exist, and
 * whether people can read what they have to sign. Changes nothing. Throws a sentence that says what is missing.
 */
export async function checkArvados(config: ArvadosConfig, { guards, now }: CheckOptions): Promise<Checked> {
  const arvados = arvadosClient(config, guards ? { guards } : {});
  const self = await arvados.self();
  const token = await arvados.token();
  const name = self.username || self.email || self.uuid;
  if (token && !token.isUnlimited)
    throw new Failure(`ARVADOS_API_TOKEN has limited scopes: create a token of ${name} with the scope all`, {
      lasts: true,
    });
  if (!self.isAdmin || !self.isActive)
    throw new Failure(
      `ARVADOS_API_TOKEN belongs to ${name}, who isn't an active admin of the cluster: use a token of an admin`,
      { lasts: true },
    );
  const { id, loginCluster } = await arvados.cluster();
  await findMachine({ arvados, config });
  await findCommonGroups({ arvados, config });
  const at =
    loginCluster === undefined
      ? ""
      : `; people sign in at the cluster ${loginCluster}, which creates and activates them`;
  return {
    sentence: `${config.url}: acct is ${name}, an admin of the cluster ${id}${at}${describeEnd(token)}`,
    warnings: [...warnOfEnd(token, now), ...(await findUnreadable(arvados))],
  };
}

const describeEnd = (token: ArvadosToken | undefined) =>
  token?.expiresAt ? `; the token expires on ${dayOf(token.expiresAt)}` : "";

function warnOfEnd(token: ArvadosToken | undefined, now: Date): string[] {
  if (!token?.expiresAt || token.expiresAt.getTime() - now.getTime() > WARNING_DAYS * DAY_MS) return [];
  return [`ARVADOS_API_TOKEN expires on ${dayOf(token.expiresAt)}: create a new one in time`];
}

/** Whoever has to sign something that can't be read is stuck. */
async function findUnreadable(arvados: Arvados): Promise<string[]> {
  const unreadable: string[] = [];
  for (const agreement of await arvados.listAgreements()) {
    try {
      await arvados.readAgreement(agreement);
    } catch (error) {
      unreadable.push(describeForOperator(error));
    }
  }
  return unreadable;
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
