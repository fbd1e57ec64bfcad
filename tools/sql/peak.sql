-- The peak: the most that was live at once in each process, and the first event that reached it.
with live as (
  select run, host, pid, seq, t,
         sum(live_change) over (partition by run, host, pid order by seq
                                rows between unbounded preceding and current row) as live_bytes,
         sum(count_change) over (partition by run, host, pid order by seq
                                 rows between unbounded preceding and current row) as buffers
  from events
  where live_change is not null
),
ranked as (
  select run, host, pid, seq, t, live_bytes, buffers,
         row_number() over (partition by run, host, pid
                            order by live_bytes desc, seq) as place
  from live
)
select run, host, pid, live_bytes as peak_bytes, buffers, t, seq
from ranked
where place = 1
order by run, host, pid;
