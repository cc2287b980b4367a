-- Cited links of which no copy is kept, the most cited first
select links.url, links.state, links.cited
from links
where links.cited > 0
    and not exists (select 1 from captures where captures.url = links.url)
order by links.cited desc, links.url
