A host all of whose links fail alike is told as one finding (SC413) instead of one for every link.
