"""A clean release build: how long it takes, how large the program is, and of how many crates."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from .rig import ROOT


def measure(revision, say):
    """Builds a revision (the working tree if it is `None`) in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        tree = ROOT
        if revision:
            tree = Path(folder) / "tree"
            git("worktree", "add", "--detach", tree, revision)
        try:
            return build(tree, Path(folder) / "target", say)
        finally:
            if revision:
                git("worktree", "remove", "--force", tree)


def build(tree, target, say):
    cargo = ["cargo", "build", "--release", "--locked", "--quiet"]
    subprocess.run(["cargo", "fetch", "--locked", "--quiet"], cwd=tree, check=True)
    what = subprocess.run(["git", "log", "-1", "--format=%h"], cwd=tree, capture_output=True, text=True, check=True)
    say(f"a clean build of {what.stdout.strip()}")
    began = time.monotonic()
    subprocess.run(cargo, cwd=tree, check=True, env={**os.environ, "CARGO_TARGET_DIR": str(target)})
    seconds = time.monotonic() - began
    tree_of = subprocess.run(
        ["cargo", "tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--no-dedupe", "--format", "{p}"],
        cwd=tree, capture_output=True, text=True, check=True,
    )
    return {
        "what": what.stdout.strip(),
        "seconds": seconds,
        "size": (target / "release" / "deskgram").stat().st_size,
        "crates": len(set(tree_of.stdout.split("\n")) - {""}),
    }


def git(*words):
    subprocess.run(["git", *map(str, words)], cwd=ROOT, check=True, capture_output=True)
