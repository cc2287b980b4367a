"""The rules of link states, one module per kind of evidence; ``linkstate`` orders them."""
