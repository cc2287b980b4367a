Notes that point back are settled: "ibid.", "Smith, op. cit." by its author, "see note 3" by its number, in every language.
