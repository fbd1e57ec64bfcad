-- The rows of the shards as the relation that all questions ask: `events`. For DuckDB; the README has
-- the same for other engines. The pattern is the output of
-- tidemark export run.tmk --format ndjson --shard-events 1000000 -o shards/run.ndjson
create or replace view events as
select *
from read_ndjson('shards/*.ndjson*', columns = {
  run: 'varchar', host: 'varchar', pid: 'bigint', shard: 'bigint', seq: 'bigint',
  ev: 'varchar', t: 'bigint', thread: 'bigint', bytes: 'bigint', kind: 'varchar', op: 'varchar',
  reason: 'varchar', name: 'varchar', dtype: 'varchar', buf: 'bigint', addr: 'varchar',
  live_change: 'bigint', count_change: 'bigint',
  site_file: 'varchar', site_line: 'bigint', site_function: 'varchar', site_label: 'varchar',
  site_module: 'varchar',
  made_file: 'varchar', made_line: 'bigint', made_function: 'varchar', made_label: 'varchar',
  made_module: 'varchar', made_kept: 'boolean'
});
