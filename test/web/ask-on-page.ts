import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { formStamp } from "../../src/pipeline/public-form/form-stamp.ts";
import type { TestSite } from "../story/new-site.ts";

/** The stamp of a page that this site showed a while ago, so that no test has to wait. */
export function stampFrom({ env }: Pick<TestSite, "env">, agoMs = 10_000): string {
  const keys = secretKeys(Buffer.from(env.ACCT_SECRET_KEY ?? "", "base64"));
  return formStamp(keys, new Date(Date.now() - agoMs));
}

interface Asked {
  readonly email: string;
  readonly path?: "/apply" | "/status";
  readonly from?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly accept?: string;
}

/** Sends the form with which people get a link by email. */
export function askOnPage(
  site: TestSite,
  { email, path = "/apply", from = "192.0.2.1", fields = {}, accept = "text/html" }: Asked,
) {
  const body = new URLSearchParams({
    stamp: stampFrom(site),
    email,
    language: "en",
    leave_blank: "",
    ...fields,
  });
  return fetch(`${site.processes[0]?.url}${path}`, {
    method: "POST",
    body,
    headers: { accept, "x-forwarded-for": from },
    redirect: "manual",
  });
}
