import { holdsQuotaContract } from "../contracts/quotas.contract.ts";
import { inMemoryQuotas, someQuotas } from "./in-memory-quotas.ts";

const quotas = inMemoryQuotas();

holdsQuotaContract(() => ({
  quotas,
  async addProject(name, memberEmail) {
    quotas.projects.set(name, someQuotas);
    quotas.addresses.set(name, [memberEmail]);
  },
  async useCores(name, cores) {
    quotas.used.set(name, { cores });
  },
}));
