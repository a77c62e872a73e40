import { check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { SIGNING_SURFACES, type SigningSurface } from "../names.ts";
import { isOneOf, moment } from "./columns.ts";
import { people } from "./people.ts";
import { requests } from "./requests.ts";

/** Who has signed which text, when, and from where. Rows are only added. */
export const agreementSignatures = pgTable(
  "agreement_signatures",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** The system whose own document it is. Empty for a document of acct.yml. */
    system: text().notNull().default(""),
    /** The name in acct.yml, or what the system calls it. */
    agreement: text().notNull(),
    /** Empty for a document of a system, which gets another name with another text. */
    version: text().notNull().default(""),
    title: text().notNull(),
    /** The SHA-256 of the text that was shown, in hex. */
    textHash: text().notNull(),
    /** Null if the registry didn't know the person yet; the request says who they became. */
    personId: integer().references(() => people.id),
    /** The address that was known then, in lower case. */
    email: text().notNull(),
    signedByName: text().notNull(),
    signedAt: moment().notNull(),
    via: text().$type<SigningSurface>().notNull(),
    /** The address of the browser, or the chat user. */
    signedFrom: text().notNull(),
    requestId: integer().references(() => requests.id),
    /** The earlier signatures of this person under this version: signing again makes one only once the last has expired. */
    round: integer().notNull().default(0),
  },
  (t) => [
    check("signature_via", isOneOf("via", SIGNING_SURFACES)),
    uniqueIndex("agreement_signatures_once").on(t.email, t.system, t.agreement, t.version, t.round),
    index("agreement_signatures_person").on(t.personId),
    index("agreement_signatures_request").on(t.requestId),
    index("agreement_signatures_agreement").on(t.system, t.agreement, t.version),
  ],
);
export type AgreementSignature = typeof agreementSignatures.$inferSelect;
