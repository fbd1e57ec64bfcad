-- What was allocated, by the place that allocated: what resizes added counts where they were made.
select site_file, site_line, site_function, site_label,
       sum(live_change) as allocated_bytes,
       sum(case when ev = 'alloc' then count_change else 0 end) as allocations
from events
where live_change is not null and (ev = 'alloc' or (ev = 'resize' and live_change > 0))
group by site_file, site_line, site_function, site_label
order by allocated_bytes desc, site_file, site_line;
