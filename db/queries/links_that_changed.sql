-- Links that were seen in more than one way, with every run of looks
select urls.url, checks.state, checks.status, checks.failure, checks.confirmed,
    checks.first_at, checks.last_at, checks.times, checks.vantage
from checks
join urls on urls.id = checks.url_id
where checks.url_id in (select url_id from checks group by url_id having count(*) > 1)
order by urls.url, checks.first_at, checks.id
