import { createHash } from "node:crypto";

/** The middle part of a UUID, which says what it names (Arvados, doc/api/resources.html.textile.liquid). */
const TYPES = {
  user: "tpzed",
  group: "j7d0g",
  link: "o0j2j",
  collection: "4zz18",
  virtualMachine: "2x53u",
} as const;
export type UuidType = keyof typeof TYPES;

const CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 15;

/**
 * Whether the text is a UUID of this type. Nothing else may become part of a path: Arvados answers for anything that is no UUID with
 * the first row of its table, which is the system root user.
 */
export const isUuid = (text: string, type: UuidType): boolean =>
  /^[0-9a-z]{5}-[0-9a-z]{5}-[0-9a-z]{15}$/.test(text) && text.slice(6, 11) === TYPES[type];

/** The cluster to which something belongs: the first five characters of its UUID. */
export const clusterOf = (uuid: string): string => uuid.slice(0, 5);

/** The user who owns what belongs to the cluster itself. */
export const systemUser = (cluster: string): string => `${cluster}-${TYPES.user}-000000000000000`;

/** The group whose members are set up. */
export const allUsers = (cluster: string): string => `${cluster}-${TYPES.group}-fffffffffffffff`;

/** Whether this is the system root user or the user of people who haven't signed in. */
export const isSystemUser = (uuid: string): boolean => /-tpzed-(?:0{15}|anonymouspublic)$/.test(uuid);

/**
 * Makes the UUID of something that acct creates from what identifies it. Whoever creates the same thing at the same time gets the same
 * UUID, and Arvados accepts each only once.
 */
export function uuidFor(cluster: string, type: UuidType, identity: readonly string[]): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(["acct", type, ...identity]))
    .digest();
  const random = [...digest.subarray(0, RANDOM_LENGTH)].map((byte) => CHARACTERS[byte % CHARACTERS.length]);
  return `${cluster}-${TYPES[type]}-${random.join("")}`;
}
