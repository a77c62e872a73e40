import pg from "pg";
import { STAGES } from "./bench-journey.ts";

/*
 * The floor: the same changes to the same rows by plain statements, one round trip each, ten requests at a time.
 * No claim, no lease, no fencing: what nobody could run in production.
 */
const [url = "", share = "0", of = "1"] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });

async function journey(id: number): Promise<void> {
  const client = await pool.connect();
  for (let n = 1; n <= STAGES; n++) {
    const at = new Date();
    const last = n === STAGES;
    await client.query("begin");
    const { rows } = await client.query({
      name: "update",
      text: `update requests set status = $2, stage = $3, stage_since = $4, run_at = $5, version = version + 1, updated_at = $4,
        event_seq = event_seq + 1,
        event_hash = chain_event(event_hash, id, event_seq + 1, $4, 'stage-done', stage, 'acct', 'acct', $6, '{}')
        where id = $1 returning event_seq, event_hash`,
      values: [
        id,
        last ? "closed" : "running",
        `stage-${last ? n : n + 1}`,
        at,
        last ? null : at,
        `did ${n}`,
      ],
    });
    await client.query({
      name: "insert",
      text: `insert into events (request_id, seq, at, kind, stage, actor, actor_name, note, detail, hash)
        values ($1, $2, $3, 'stage-done', $4, 'acct', 'acct', $5, '{}', $6)`,
      values: [id, rows[0].event_seq, at, `stage-${n}`, `did ${n}`, rows[0].event_hash],
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
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) await journey(id);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
});
await pool.query("select");
process.send?.({ kind: "ready" });
