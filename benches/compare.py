#!/usr/bin/env python3
"""Measures deskgram as a whole process, beside what one would use instead, and writes docs/PERFORMANCE.md.

    python3 benches/compare.py                     everything, in less than twenty minutes
    python3 benches/compare.py presses ticks       only these parts; the others stay as they were measured
    python3 benches/compare.py --resume            what is not measured yet
    python3 benches/compare.py --short             a minute of each part, written nowhere: does it still run?
    python3 benches/compare.py build [REVISION]    a clean build of the working tree or of a revision: minutes, not in "everything"
    python3 benches/compare.py report              only writes the documents, from what was measured before
"""

import argparse
import json
import shutil
import subprocess
import sys
import time

from measure import build, comments, curves, delivery, goals, idle, presses, report, rig, ticks
from measure.numbers import table

RESULTS = rig.ROOT / "docs" / "performance.json"

# For each part, what it measures with: as it is to be quoted, and short.
PARTS = {
    "presses": (lambda say: presses.measure(3, 2, say), lambda say: presses.measure(1, 0.5, say)),
    "comments": (lambda say: comments.measure(3, 2, say), lambda say: comments.measure(1, 0.5, say)),
    "idle": (lambda say: idle.measure(3, 10_000, 5, say), lambda say: idle.measure(1, 500, 1, say)),
    "ticks": (lambda say: ticks.measure(5, say), lambda say: ticks.measure(1, say)),
    "delivery": (lambda say: delivery.measure(30, say), lambda say: delivery.measure(3, say)),
    "curves": (lambda say: curves.measure(5, 2, say), lambda say: curves.measure(1, 0.5, say)),
}


def say(text):
    print(f"{time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)


def install():
    """Builds deskgram and the rig, and installs the peers next to this file."""
    say("building and installing")
    cargo = ["cargo", "build", "--release", "--locked", "--quiet"]
    subprocess.run(cargo, cwd=rig.ROOT, check=True)
    own = ["--manifest-path", rig.BENCHES / "rig" / "Cargo.toml", "--target-dir", rig.ROOT / "target"]
    subprocess.run([*cargo, *own], cwd=rig.ROOT, check=True)
    if not rig.PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", rig.PYTHON.parent.parent], check=True)
    wanted = rig.PEERS / "requirements.txt"
    subprocess.run([rig.PYTHON, "-m", "pip", "install", "--quiet", "--requirement", wanted], check=True)
    if shutil.which("npm") is None:
        sys.exit("grammY needs Node.js 18 or newer, with npm")
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=rig.PEERS, check=True)


def known():
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def keep(results):
    RESULTS.write_text(json.dumps(rounded(results), indent=1) + "\n")


def rounded(value):
    """Without digits that mean nothing."""
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def measured(parts, results, shortly):
    """Measures part after part. One that breaks leaves the others."""
    broken = []
    for part in parts:
        try:
            results[part] = PARTS[part][1 if shortly else 0](say)
        except (rig.Broken, OSError, subprocess.SubprocessError) as trouble:
            say(f"{part} could not be measured: {trouble}")
            broken.append(part)
            continue
        if not shortly:
            keep(results)
    return broken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="all, unless some are named: " + ", ".join(PARTS))
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--resume", action="store_true")
    wishes = parser.parse_args()
    results = {} if wishes.short else known()
    if wishes.parts[:1] == ["build"]:
        revision = wishes.parts[1] if len(wishes.parts) > 1 else None
        results.setdefault("build", []).append(build.measure(revision, say))
        keep(results)
        return report.write(results)
    if wishes.parts == ["report"]:
        return report.write(results)
    unknown = set(wishes.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    parts = wishes.parts or [part for part in PARTS if not (wishes.resume and part in results)]
    install()
    began = time.monotonic()
    broken = measured(parts, results, wishes.short)
    say(f"measured in {(time.monotonic() - began) / 60:.1f} minutes")
    if not wishes.short:
        report.write(results)
    print(table(["Goal", "Measured", "Kept"], goals.rows(results)))
    if broken:
        sys.exit(f"not measured: {', '.join(broken)}")


if __name__ == "__main__":
    main()
