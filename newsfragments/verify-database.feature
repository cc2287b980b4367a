`archive verify` holds every column of the index of captures against its capture, and the list of closed files against their digests; a damaged row is told, and no internal error.
