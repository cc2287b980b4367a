Citations by author and year ("(Smith 2019, p. 5)") are linked to the entries of a bibliography, in every language.
