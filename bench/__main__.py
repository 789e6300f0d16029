"""The door: `python -m bench`, also without the Makefile's PYTHONPATH."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    # For this process, and for those that it starts to measure in.
    sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]
    os.environ["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "plugins")))
    from bench.run import main

    main()
