"""Readers' keys: free, for whoever confirms an e-mail address, and good for nothing but more requests a minute."""
