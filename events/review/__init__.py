"""The door between the desk and the record: the only room that sees both."""
