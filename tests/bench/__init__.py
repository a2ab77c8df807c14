"""Speed, measured against the limit of the design and against plain Django REST framework: `python -m tests.bench`."""
