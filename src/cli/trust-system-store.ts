import { getCACertificates, setDefaultCACertificates } from "node:tls";

/**
 * From now on every TLS connection of this process believes what the machine believes, besides Node's own list: a
 * campus CA that lies in the system's store for curl and ldapsearch. OpenSSL's SSL_CERT_FILE and SSL_CERT_DIR count.
 */
export function trustSystemStore(): void {
  setDefaultCACertificates([...new Set([...getCACertificates("default"), ...getCACertificates("system")])]);
}
