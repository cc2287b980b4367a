-- Which outlets are cited most, by how many articles
select
    outlet, outlet_id, country,
    count(distinct article_id) as articles,
    count(*) as sources
from article_sources
where outlet_id is not null
group by outlet, outlet_id, country
order by articles desc, sources desc, outlet_id
