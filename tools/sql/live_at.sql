-- What was live at a time, by the place where it was made. The time stands behind `with moment`, in
-- nanoseconds since the trace began.
with moment as (select 0 as at_t)
select run, host, pid, made_file, made_line, made_function, made_label,
       sum(live_change) as live_bytes, sum(count_change) as buffers
from events
cross join moment
where live_change is not null and t <= at_t
group by run, host, pid, made_file, made_line, made_function, made_label
having sum(live_change) <> 0 or sum(count_change) <> 0
order by live_bytes desc, made_file, made_line;
