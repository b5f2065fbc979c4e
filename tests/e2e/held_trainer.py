"""A trainer that can be held: held_trainer.py DRIFTD HOLDS JOB

Trains by `driftd train JOB`. At "begun" and at "made" it leaves a file HOLDS/<job>.<place> with its process id, and stays there while
HOLDS/hold.<place> is there. HOLDS/ballast, where it is there, says how many MiB are to travel with the artefact, so that what is done with it
takes its time.
"""

import json
import os
import pathlib
import subprocess
import sys
import time


def stop_at(place, holds, number):
    (holds / f"{number}.{place}").write_text(str(os.getpid()))
    while (holds / f"hold.{place}").exists():
        time.sleep(0.002)


def main():
    driftd, holds, job = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    number = json.loads((job / "job.json").read_text())["job"]
    stop_at("begun", holds, number)
    code = subprocess.run([driftd, "train", str(job)], check=False).returncode
    ballast = holds / "ballast"
    if ballast.exists():
        (job / "out" / "ballast.bin").write_bytes(os.urandom(1 << 20) * int(ballast.read_text()))
    stop_at("made", holds, number)
    sys.exit(code)


if __name__ == "__main__":
    main()
