"""Letters to the editors: a right of reply, an error, a source. Written by anybody, read at the desk alone."""
