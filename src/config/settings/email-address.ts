import { z } from "zod";
import { readEmailAddress, readMailDomain } from "../../view/email-address.ts";

/** A setting that is an email address. It is kept as `readEmailAddress` writes it. */
export const emailAddress = z
  .string()
  .meta({ format: "email" })
  .transform((text, context) => {
    const read = readEmailAddress(text);
    if ("address" in read) return read.address;
    context.addIssue({
      code: "custom",
      message: read.problem.startsWith("is not") ? "must be an email address" : read.problem,
    });
    return z.NEVER;
  });

/** A setting that is the domain of email addresses, also as people write what comes after a name: "@example.org" or "*.example.org". */
export const mailDomain = z.string().transform((text, context) => {
  const domain = readMailDomain(text.replace(/^[\s*@.]+/, ""));
  if (domain !== undefined) return domain;
  context.addIssue({ code: "custom", message: "must be a domain such as example.org" });
  return z.NEVER;
});
