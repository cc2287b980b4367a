-- How many of an article's sources nobody could look up
select
    article_id, article,
    count(*) as sources,
    sum(case when type = 'vague' then 1 else 0 end) as vague,
    cast(sum(case when type = 'vague' then 1 else 0 end) as double precision) / count(*) as share
from article_sources
group by article_id, article
order by share desc, sources desc, article_id
