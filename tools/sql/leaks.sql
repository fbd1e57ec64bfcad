-- What was not freed, by the place where it was made: of processes whose traces were closed, and
-- without what runtimes keep on purpose (made_kept).
with closed as (
  select distinct run, host, pid
  from events
  where ev = 'end'
)
select made_file, made_line, made_function, made_label,
       sum(live_change) as leaked_bytes, sum(count_change) as buffers
from events
join closed on events.run = closed.run and events.host = closed.host and events.pid = closed.pid
where live_change is not null and made_kept is null
group by made_file, made_line, made_function, made_label
having sum(live_change) <> 0 or sum(count_change) <> 0
order by leaked_bytes desc, made_file, made_line;
