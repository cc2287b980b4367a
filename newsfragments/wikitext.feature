Wiki text (MediaWiki) is read: notes by tag, by name, by group and by template, the cite templates of the large wikis, boxes labelled as page.
