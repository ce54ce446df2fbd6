# Short names for what CI runs: each recipe is a step of `.ci/run`. `just --list` shows them.

# Everything that must pass before a change lands.
all:
    .ci/run

# Install what the other recipes need (Debian).
tools:
    .ci/run tools

# Check the formatting.
format:
    .ci/run format

# Run clippy; warnings are errors.
lints:
    .ci/run lints

# Build the API documentation; warnings are errors.
docs:
    .ci/run docs

# Check licenses and sources of the dependencies.
dependencies:
    .ci/run dependencies

# Fuzz each target for ten seconds.
fuzzing:
    .ci/run fuzzing

# Build a release and play the main job in the terminal.
demo:
    .ci/run demo

# Play on a part of the tests what must change nothing, by three seeds.
mischief:
    .ci/run mischief

# Run all tests, as the README does.
tests:
    .ci/run tests
