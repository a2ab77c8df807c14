"""Everything that is public as files, made every night and on demand, taken back when something of it is."""
