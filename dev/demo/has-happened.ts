import pg from "pg";

/** Whether the trail has one of these events, named by kind or by kind and stage, for a request of this person. */
export async function hasHappened(
  databaseUrl: string,
  email: string,
  what: readonly string[],
): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `select 1 from events e join requests r on r.id = e.request_id
        where r.email = $1 and (e.kind = any($2) or e.kind || ' ' || e.stage = any($2)) limit 1`,
      [email, what],
    );
    return (rowCount ?? 0) > 0;
  } finally {
    await client.end();
  }
}
