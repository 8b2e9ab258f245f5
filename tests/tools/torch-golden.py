#!/usr/bin/env python3
"""Writes tests/Architecture.Tests/torchsharp-golden.txt.

usage: torch-golden.py LISTING SURFACE

LISTING is torchsharp-api.txt, the public signatures of the TorchSharp package (taken by reflection: a heading for each
type, its members indented below). SURFACE is what the binding has:

    TORCH_SURFACE_OUT=/tmp/surface.txt dotnet test tests/Architecture.Tests --filter TorchSurface

The golden is the part of SURFACE that stands in LISTING. What does not is printed, and is to be removed from the
binding or moved to Hodl.Core.Torch; the exit code is then 1.
"""
import pathlib
import sys


def listed(path):
    lines, heading = set(), None
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("  "):
            lines.add(f"{heading} | {line.strip()}")
        else:
            heading = line.strip()
            lines.add(heading)
    return lines


def main(listing, surface):
    known = listed(listing)
    ours = pathlib.Path(surface).read_text().splitlines()
    golden = pathlib.Path(__file__).parent.parent / "Architecture.Tests" / "torchsharp-golden.txt"
    kept = sorted(line for line in ours if line in known)
    golden.write_text("# Made by tests/tools/torch-golden.py from TorchSharp's public signatures.\n" + "\n".join(kept) + "\n")
    strange = [line for line in ours if line not in known]
    print("\n".join(strange))
    print(f"{len(kept)} lines kept, {len(strange)} are not TorchSharp's", file=sys.stderr)
    return 1 if strange else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
