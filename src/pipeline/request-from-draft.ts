import type { SecretKeys } from "../credentials/secret-keys.ts";
import type { NewRequest } from "../db/requests.ts";
import type { Draft } from "../intake/draft.ts";
import { hashPin } from "./passwords/pin.ts";

export interface Source {
  /** Identifies the form or row, so that it is stored only once. */
  readonly origin: string;
  readonly requesterUser?: string;
  readonly piUser?: string;
  /** The owner of the address confirms it before anyone decides, unless the campus directory has it. */
  readonly addressUnproved?: boolean;
  /** When the form was filled in, if a row of a sheet says so. */
  readonly answeredAt?: readonly string[];
  /** Everything that looked suspicious about it, one sentence each. */
  readonly remarks?: readonly string[];
}

/** An account request as it is stored: with the PIN hashed, if there is one, and without blank fields. */
export async function requestFromDraft(
  draft: Omit<Draft, "pin"> & { readonly pin?: string },
  { origin, requesterUser, piUser, answeredAt, remarks = [], addressUnproved = false }: Source,
  secretKey: SecretKeys,
): Promise<Omit<NewRequest, "stage">> {
  const { givenName, familyName, email, project, piName, piEmail, pin, username, language, ...details } =
    draft;
  return {
    kind: "account",
    origin,
    givenName,
    familyName,
    email,
    project,
    requesterUser: requesterUser ?? null,
    language: language ?? null,
    piName: piName ?? null,
    piEmail: piEmail ?? null,
    piUser: piUser ?? null,
    details: {
      ...details,
      ...(username ? { wantedUsername: username } : {}),
      ...(answeredAt ? { answeredAt } : {}),
      ...(remarks.length > 0 ? { remarks } : {}),
      ...(addressUnproved ? { addressUnproved } : {}),
    },
    pinHash: pin === undefined ? null : await hashPin(pin, secretKey),
  };
}
