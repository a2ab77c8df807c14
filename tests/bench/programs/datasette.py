"""Datasette over the folder that `tests.bench.sqlite` wrote, in the mode that its documentation recommends for it."""

import os
from pathlib import Path

from datasette.app import Datasette

application = Datasette(config_dir=Path(os.environ["ANSWERABLE_BENCH_SERVED"])).app()
