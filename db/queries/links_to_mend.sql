-- Dead links and the articles that cite them, those confirmed first
select article, citation, url, state, confirmed, outlet, country
from article_sources
where link_group = 'dead'
order by confirmed desc, article, citation
