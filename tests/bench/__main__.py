"""Speed, as ratios measured in one run: ``make bench``."""

import sys

from tests.bench.run import main

sys.exit(main())
