A dead link is now `suspect` until the confirmation policy is met and `confirmed` after it; the
policy counts looks on separate days, whatever dead state each showed, and can be replaced by a file
of your own. Links that fail without an answer for a month say since when, and are never called dead.
