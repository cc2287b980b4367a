-- Where the sources of a month's articles come from, the unknown kept
select
    substr(coalesce(published, 'unknown'), 1, 7) as month,
    coalesce(country, 'unknown') as country,
    count(distinct article_id) as articles,
    count(*) as sources
from article_sources
where type <> 'vague'
group by substr(coalesce(published, 'unknown'), 1, 7), coalesce(country, 'unknown')
order by month, sources desc, country
