import { nameOf } from "../../arvados/agreement-calls.ts";
import type { ArvadosUser, RequiredAgreement } from "../../arvados/arvados.ts";
import { isStatus, isUncertain } from "../../arvados/arvados-error.ts";
import { systemUser, uuidFor } from "../../arvados/uuid.ts";
import { Failure } from "../../failure/failure.ts";
import type { SignatureEvidence } from "../system-agreements.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { describeUser } from "./find-user.ts";

type Site = Pick<ArvadosSite, "arvados">;

const FORBIDDEN = 403;

/** What someone has to sign and hasn't. Only a signature that belongs to the system user counts for Arvados. */
export async function findUnsigned(site: Site, user: ArvadosUser): Promise<RequiredAgreement[]> {
  const required = await site.arvados.listAgreements();
  if (required.length === 0) return [];
  const signed = new Set((await listSignatures(site, user)).map(({ headUuid }) => headUuid));
  return required.filter(({ uuid }) => !signed.has(uuid));
}

async function listSignatures({ arvados }: Site, { uuid }: ArvadosUser) {
  const { id } = await arvados.cluster();
  return arvados.listLinks([
    ["link_class", "=", "signature"],
    ["name", "=", "click"],
    ["tail_uuid", "=", uuid],
    ["owner_uuid", "=", systemUser(id)],
  ]);
}

/**
 * Records a signature as the link that Arvados makes of a click, with the evidence, and reads it back. Its UUID is made from the person
 * and the document, so that there is only one.
 */
export async function signAgreement(
  site: Site,
  user: ArvadosUser,
  { agreementId, evidence }: { readonly agreementId: string; readonly evidence: SignatureEvidence },
): Promise<void> {
  const { arvados } = site;
  const required = await arvados.listAgreements();
  if (!required.some(({ uuid }) => uuid === agreementId))
    throw new Failure(`Arvados doesn't require the agreement ${agreementId} anymore`, { lasts: true });
  const isSigned = async () =>
    (await listSignatures(site, user)).some(({ headUuid }) => headUuid === agreementId);
  if (await isSigned()) return;
  const { id } = await arvados.cluster();
  await arvados.createLink({
    uuid: uuidFor(id, "link", ["signature", user.uuid, agreementId]),
    linkClass: "signature",
    name: "click",
    tailUuid: user.uuid,
    headUuid: agreementId,
    ownerUuid: systemUser(id),
    properties: {
      acct_signed_at: evidence.signedAt.toISOString(),
      acct_via: evidence.via,
      acct_from: evidence.from,
      acct_text_sha256: evidence.textHash,
    },
  });
  if (!(await isSigned()))
    throw new Failure(`Arvados accepted the signature of ${describeUser(user)}, but doesn't count it`);
}

/** The account afterwards, and what still has to be signed. It is active unless something has. */
export interface Settled {
  readonly user: ArvadosUser;
  readonly unsigned: readonly RequiredAgreement[];
}

/**
 * Activates an account if everything is signed. What is required is read right before, and if Arvados requires more by then, it says
 * what. An active account is never asked for what was required later.
 */
export async function activateIfSigned(site: Site, user: ArvadosUser): Promise<Settled> {
  if (user.isActive) return { user, unsigned: [] };
  const { arvados } = site;
  const unsigned = await findUnsigned(site, user);
  if (unsigned.length > 0) return { user, unsigned };
  try {
    return { user: await arvados.activate(user.uuid), unsigned: [] };
  } catch (error) {
    const named = isStatus(error, FORBIDDEN) ? uuidsIn(error.words.message) : [];
    if (named.length > 0) {
      const names = new Map((await arvados.listAgreements()).map(({ uuid, name }) => [uuid, name]));
      return { user, unsigned: named.map((uuid) => ({ uuid, name: names.get(uuid) ?? "" })) };
    }
    const now = isUncertain(error) ? await arvados.findUser(user.uuid) : undefined;
    if (now?.isActive) return { user: now, unsigned: [] };
    throw error;
  }
}

/** "Cannot activate without user agreements [...]" names a document once for each link that requires it. */
const uuidsIn = (text: string): string[] => [...new Set(text.match(/[0-9a-z]{5}-4zz18-[0-9a-z]{15}/g) ?? [])];

/** "Terms of use, Data policy" */
export const namesOf = (agreements: readonly RequiredAgreement[]): string =>
  agreements.map(nameOf).join(", ");
