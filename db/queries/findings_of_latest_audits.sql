-- What the latest audit of each article found, by code
select findings.code, findings.severity, count(*) as findings,
    count(distinct audits.article_id) as articles
from findings
join audits on audits.id = findings.audit_id
where audits.last_at = (
    select max(latest.last_at) from audits as latest where latest.article_id = audits.article_id
)
group by findings.code, findings.severity
order by findings desc, findings.code
