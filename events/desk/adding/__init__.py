"""From a link, a text or a file to a source: stored at once, its copy fetched and seen, its fields filled and told."""
