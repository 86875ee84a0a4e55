"""Runs exported Python: pipeline_python.py FOLDER OUTPUT_FOLDER

FOLDER has one folder per pipeline with `pipeline.py` and its files; the pipelines that they make are written as for the
other tests. What cannot be run is said for all of them at once.
"""

import runpy
import sys
import traceback
from pathlib import Path

from leave import leave
from pipeline_official import dump


def main():
    source, output = map(Path, sys.argv[1:])
    failures = []
    for folder in sorted(source.iterdir()):
        try:
            dump(runpy.run_path(str(folder / "pipeline.py"))["pipeline"], output, folder.name)
        except Exception:
            failures.append(f"{folder.name}: {traceback.format_exc(limit=-1)}")
    print(*failures[:20], sep="\n", end="")
    if failures:
        sys.exit(f"{len(failures)} cannot be run")


if __name__ == "__main__":
    main()
    leave()
