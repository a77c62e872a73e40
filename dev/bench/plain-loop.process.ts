import pg from "pg";
import { STAGES } from "../../src/db/names.ts";
import { STAGE_COUNT } from "./bench-workflow.ts";

/*
 * The minimum: the same changes to the same rows with plain statements, one round trip each, ten requests at a time.
 * It has no leases and no fencing, so no one could run it in production.
 */
const [url = "", share = "0", of = "1"] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });

async function workflow(id: number): Promise<void> {
  const client = await pool.connect();
  for (let n = 1; n <= STAGE_COUNT; n++) {
    const at = new Date();
    const last = n === STAGE_COUNT;
    await client.query("begin");
    const { rows } = await client.query({
      name: "update",
      text: `update requests set status = $2, stage = $3, stage_since = $4, run_at = $5, version = version + 1, updated_at = $4
        where id = $1 returning version`,
      values: [id, last ? "closed" : "running", STAGES[last ? n - 1 : n], at, last ? null : at],
    });
    await client.query({
      name: "insert",
      text: `insert into events (request_id, seq, at, kind, stage, actor, actor_name, note, detail)
        values ($1, $2, $3, 'stage-done', $4, 'acct', 'acct', $5, '{}')`,
      values: [id, rows[0].version, at, STAGES[n - 1], `did ${n}`],
    });
    await client.query("commit");
  }
  client.release();
}

process.once("message", async () => {
  const { rows } = await pool.query<{ id: number }>(
    "select id from requests where status = 'running' and id % $1 = $2 order by id",
    [Number(of), Number(share)],
  );
  const ids = rows.map(({ id }) => id);
  const worker = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) await workflow(id);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
});
await pool.query("select");
process.send?.({ kind: "ready" });
