-- Hosts and names that were cited and matched no outlet, the most cited first
select
    coalesce(urls.host, sources.name) as cited_as,
    sources.type,
    count(*) as sources,
    count(distinct citations.article_id) as articles
from sources
join citations on citations.id = sources.citation_id
left join urls on urls.id = sources.url_id
where sources.outlet_status = 'unknown'
group by coalesce(urls.host, sources.name), sources.type
order by articles desc, sources desc, cited_as
