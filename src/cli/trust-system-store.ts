import { getCACertificates, setDefaultCACertificates } from "node:tls";

/**
 * Makes every TLS connection of this process trust the system's certificate store as well as Node's own list, so that a
 * campus CA works here as it does for curl and ldapsearch. SSL_CERT_FILE and SSL_CERT_DIR of OpenSSL are respected.
 */
export function trustSystemStore(): void {
  setDefaultCACertificates([...new Set([...getCACertificates("default"), ...getCACertificates("system")])]);
}
