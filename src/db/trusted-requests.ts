import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type ApprovalRow, approvals } from "./tables/approvals.ts";
import { hasEnded, type Request, requests } from "./tables/requests.ts";

export interface TrustedRequest {
  readonly request: Request;
  /** How it was approved, by the rule that it names. */
  readonly approval: ApprovalRow & { readonly rule: string };
  /** How often it was reviewed before. */
  readonly reviews: number;
}

const PAGE = 500;

/**
 * Lists the closed requests that rules have approved, oldest first, a page at a time. Left out are those that are being reviewed, and
 * those about which an admin has decided. Where the evidence came back by itself, the question may come again.
 */
export async function* listTrusted(db: Db): AsyncGenerator<TrustedRequest[]> {
  const reviews = await listReviews(db);
  for (let last = 0; ; ) {
    const page = await db
      .select({ request: requests, approval: approvals })
      .from(approvals)
      .innerJoin(requests, eq(requests.id, approvals.requestId))
      .where(
        and(
          gt(approvals.id, last),
          isNotNull(approvals.rule),
          eq(approvals.verdict, "approved"),
          isNull(approvals.supersededAt),
          eq(requests.status, "closed"),
        ),
      )
      .orderBy(asc(approvals.id))
      .limit(PAGE);
    if (page.length === 0) return;
    yield page.flatMap(({ request, approval }) => {
      const earlier = reviews.get(request.id) ?? [];
      const isSettled = earlier.some((one) => !hasEnded(one) || one.details.review?.decision !== undefined);
      const { rule } = approval;
      if (rule === null || isSettled) return [];
      return [{ request, approval: { ...approval, rule }, reviews: earlier.length }];
    });
    last = page.at(-1)?.approval.id ?? last;
  }
}

/** The reviews of each request. */
async function listReviews(db: Db): Promise<Map<number, Pick<Request, "status" | "details">[]>> {
  const rows = await db
    .select({ status: requests.status, details: requests.details })
    .from(requests)
    .where(sql`${requests.details} ? 'review'`);
  return Map.groupBy(rows, ({ details }) => details.review?.requestId ?? 0);
}
