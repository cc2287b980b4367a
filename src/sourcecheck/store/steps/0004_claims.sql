-- Where an exiled outlet comes from, and when a claim was taken from its source.

alter table outlets add column country_origin text;

-- When it was taken from its source (ISO, may be partial), and with which sources it counts as one.
alter table claims add column date text not null default '';
alter table claims add column family text not null default '';
