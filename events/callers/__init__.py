"""People without an account who write something to us: the signed form, how often they may, and the mail they get."""
