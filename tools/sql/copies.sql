-- What was copied from where to where: by the place that copied, and the place where the buffer that
-- it copied was made.
select site_file, site_line, site_function, site_label,
       made_file, made_line, made_function, made_label,
       sum(bytes) as copied_bytes, count(*) as copies
from events
where ev = 'copy' and made_file is not null
group by site_file, site_line, site_function, site_label,
         made_file, made_line, made_function, made_label
order by copied_bytes desc, site_file, site_line, made_file, made_line;
