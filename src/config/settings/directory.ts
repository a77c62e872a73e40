import { z } from "zod";
import { FLAVOR_DEFAULTS, FLAVORS } from "../../directory/ldap/flavors.ts";
import { isLoopback } from "../is-loopback.ts";
import { emailAddress } from "./email-address.ts";

const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, "must be the name of an attribute");

/** The campus's own directory. What is left out depends on the flavor. */
export const directory = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .default("the campus directory")
      .describe('What people call it, within a sentence: "amy@example.org isn\'t in the campus directory"'),
    flavor: z
      .enum(FLAVORS)
      .default("openldap")
      .describe("The kind of server. It determines the defaults of filter, id, emails, and affiliation"),
    url: z
      .url({ protocol: /^ldaps?$/, error: "must be an ldap:// or ldaps:// URL" })
      .describe(
        "The URL of the server. For a forest of Active Directory, use the global catalog (port 3269)",
      ),
    startTls: z
      .boolean()
      .default(true)
      .describe("Whether ldap:// connections use StartTLS. ldaps:// connections are always encrypted"),
    caFile: z
      .string()
      .optional()
      .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
    bindDn: z
      .string()
      .min(1)
      .describe(
        "The entry that acct binds as. It needs no right but to read people. Its password is DIRECTORY_PASSWORD",
      ),
    base: z.string().min(1).describe("The entry under which people are, at any depth"),
    filter: z
      .string()
      .startsWith("(", "must be a filter in parentheses")
      .optional()
      .describe("Matches the entries that are people. By default it depends on the flavor"),
    id: attribute
      .optional()
      .describe(
        "The attribute with a person's permanent ID: entryUUID, ipaUniqueID, or objectGUID, depending on the flavor",
      ),
    emails: z
      .array(attribute)
      .min(1)
      .optional()
      .describe("The attributes with a person's addresses: mail, and proxyAddresses in Active Directory"),
    affiliation: attribute
      .optional()
      .describe(
        "The attribute that says what people are: eduPersonAffiliation, or employeeType in Active Directory",
      ),
    activeAffiliations: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Only people with one of these affiliations get an account. By default, affiliations don't matter",
      ),
    required: z
      .boolean()
      .default(true)
      .describe(
        "Whether acct refuses people who aren't in the directory or aren't active. If not, an admin decides, and the card shows a warning",
      ),
    robots: z
      .array(emailAddress)
      .prefault([])
      .describe("Addresses of robots, which get accounts although they aren't in the directory"),
    maxConnections: z
      .int()
      .min(1)
      .default(4)
      .describe("The maximum number of simultaneous connections per process"),
  })
  .refine(
    ({ url, startTls }) => startTls || !url.startsWith("ldap:") || isLoopback(new URL(url).hostname),
    "must not turn startTls off for an ldap:// directory on another machine: passwords would cross the network unencrypted",
  );

/** Fills in what the flavor determines. */
export function withFlavor({ filter, id, emails, affiliation, ...settings }: z.output<typeof directory>) {
  const defaults = FLAVOR_DEFAULTS[settings.flavor];
  return {
    ...settings,
    filter: filter ?? defaults.filter,
    attributes: {
      id: id ?? defaults.id,
      emails: emails ?? defaults.emails,
      affiliation: affiliation ?? defaults.affiliation,
    },
  };
}
