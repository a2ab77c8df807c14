"""Many at once: a file or pasted cells are staged, mapped, checked, shown, and written as drafts, all or nothing."""
