-- Who held the peak: by the place where it was made, what was live just after the peak's event.
with live as (
  select run, host, pid, seq,
         sum(live_change) over (partition by run, host, pid order by seq
                                rows between unbounded preceding and current row) as live_bytes
  from events
  where live_change is not null
),
ranked as (
  select run, host, pid, seq,
         row_number() over (partition by run, host, pid
                            order by live_bytes desc, seq) as place
  from live
),
peak as (
  select run, host, pid, seq as peak_seq
  from ranked
  where place = 1
)
select events.run, events.host, events.pid, made_file, made_line, made_function,
       made_label,
       sum(live_change) as live_bytes, sum(count_change) as buffers
from events
join peak on events.run = peak.run and events.host = peak.host and events.pid = peak.pid
where live_change is not null and seq <= peak_seq
group by events.run, events.host, events.pid, made_file, made_line, made_function,
         made_label
having sum(live_change) <> 0 or sum(count_change) <> 0
order by live_bytes desc, made_file, made_line;
