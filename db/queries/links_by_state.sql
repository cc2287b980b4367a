-- How many links are in each state, with the blocked apart from the dead
select link_group, state, count(*) as links, sum(confirmed) as confirmed, sum(cited) as cited
from links
group by link_group, state
order by links desc, state
