import { z } from "zod";
import { Failure } from "../failure/failure.ts";
import { fetchTrusting } from "../outbound/fetch-trusting.ts";
import { readBody } from "../outbound/read-body.ts";
import type { Arvados, RequiredAgreement } from "./arvados.ts";
import type { ArvadosHttp } from "./arvados-http.ts";
import type { ArvadosServer } from "./call-arvados.ts";
import { filesIn } from "./files-in.ts";
import { agreementRecord, type ConfigRecord, collectionRecord } from "./records.ts";

const TIMEOUT_MS = 20_000;
const MAX_BYTES = 2_000_000;

/**
 * What everyone has to sign (Arvados, services/api/app/controllers/arvados/v1/user_agreements_controller.rb), and the texts, which only
 * keep-web serves (doc/api/keep-web-urls.html.textile.liquid). acct reads them, because people can't before they are active.
 */
export function agreementCalls(
  http: ArvadosHttp,
  server: ArvadosServer,
  config: () => Promise<ConfigRecord>,
): Pick<Arvados, "listAgreements" | "readAgreement"> {
  return {
    async listAgreements() {
      const { items } = await http.get("user_agreements", z.looseObject({ items: z.array(agreementRecord) }));
      return [...new Map(items.map(({ uuid, name }) => [uuid, { uuid, name }])).values()];
    },

    async readAgreement(agreement) {
      const unreadable = (why: string, cause?: unknown) =>
        new Failure(
          `The agreement ${nameOf(agreement)} can't be read from Arvados, so no one can sign it: ${why}`,
          { lasts: true, cause },
        );
      const collection = await http.find(`collections/${agreement.uuid}`, collectionRecord);
      if (!collection)
        throw unreadable(
          "the collection is in the trash or gone. Bring it back, or delete the link that requires it",
        );
      const files = filesIn(collection.manifest_text);
      const file =
        files.find((name) => /\.html?$/i.test(name)) ?? (files.length === 1 ? files[0] : undefined);
      if (file === undefined) throw unreadable("the collection must have one HTML file");
      const { Services } = await config();
      const [base] = [Services.WebDAVDownload.ExternalURL, Services.WebDAV.ExternalURL].filter((url) =>
        isUsable(url, server.url),
      );
      if (base === undefined)
        throw unreadable(
          "the cluster's configuration names no WebDAV service with https:// and without a wildcard (Services.WebDAVDownload.ExternalURL)",
        );
      const path = file.split("/").map(encodeURIComponent).join("/");
      const url = `${base.replace(/\/$/, "")}/c=${agreement.uuid}/${path}`;
      const answer = await fetchTrusting(server.ca, url, {
        headers: { "user-agent": "acct", authorization: `Bearer ${server.token}` },
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch((error: Error & { cause?: { code?: string } }) => {
        throw new Failure(
          `The agreement ${nameOf(agreement)} can't be read: the WebDAV service of Arvados at ${new URL(base).origin} can't be reached (${error.cause?.code ?? error.name})`,
          { cause: error },
        );
      });
      if (answer.status !== 200)
        throw unreadable(
          `the WebDAV service at ${new URL(base).origin} returned ${answer.status} for ${file}`,
        );
      return readBody(answer, MAX_BYTES);
    },
  };
}

export const nameOf = ({ uuid, name }: RequiredAgreement): string => (name === "" ? uuid : name);

/** The token goes only where it is encrypted, or to the machine to which it goes anyway. An address with a wildcard is none. */
function isUsable(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url) || url.includes("*")) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || hostname === new URL(apiUrl).hostname;
}
